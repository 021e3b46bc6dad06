// Shows the print button, which would do nothing without a script.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
// A pick list keeps its ticks while it is open on this device.
for (const tick of document.querySelectorAll("[data-tick]")) {
  const key = `${location.pathname}#${tick.id}`;
  tick.checked = sessionStorage.getItem(key) === "1";
  tick.addEventListener("change", () => sessionStorage.setItem(key, tick.checked ? "1" : ""));
}
