// A scanner types a licence as several lines, fast, and then stops. The form is sent when it has stopped, and what
// was read is hidden meanwhile: nobody needs to see it on the counter's screen.
const QUIET_MS = 350;
const LEAST = 60;
const form = document.querySelector("[data-scan]");
if (form) {
  const area = form.querySelector("textarea");
  let quiet = null;
  area.addEventListener("input", () => {
    clearTimeout(quiet);
    if (!area.value.startsWith("@") && !area.value.includes("ANSI ")) return;
    form.setAttribute("data-reading", "");
    quiet = setTimeout(() => {
      const whole = area.value.length >= LEAST && /\bDAQ|DBB|DCS|DAA/.test(area.value);
      if (whole) form.requestSubmit();
      else form.removeAttribute("data-reading");
    }, QUIET_MS);
  });
}
