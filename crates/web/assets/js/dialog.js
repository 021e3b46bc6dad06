// A link marked data-dialog opens the form of its page in a dialog; without scripts it is simply that page.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-dialog]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  let form, title;
  try {
    const answer = await fetch(link.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    form = page.querySelector("[data-dialog-body]");
    title = page.querySelector("h1")?.textContent ?? "";
  } catch { /* the page itself will say what is wrong */ }
  if (!form) { location.href = link.href; return; }
  show(document.importNode(form, true), title, link);
});

function show(form, title, opener) {
  const dialog = document.createElement("dialog");
  const header = document.createElement("header");
  const heading = document.createElement("h2");
  heading.textContent = title;
  heading.id = "dialog-title";
  header.append(heading);
  dialog.setAttribute("aria-labelledby", "dialog-title");
  dialog.append(header, form);
  dialog.addEventListener("click", (event) => {
    const closes = event.target === dialog || event.target.closest("[data-dialog-close]");
    if (closes) { event.preventDefault(); dialog.close(); }
  });
  dialog.addEventListener("close", () => { dialog.remove(); opener.focus(); });
  document.body.append(dialog);
  dialog.showModal();
  (form.querySelector(":checked, textarea, .input") ?? form.querySelector("button"))?.focus();
}
