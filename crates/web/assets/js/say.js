// Tells screen readers something without moving anything on the page.
export function say(text) {
  const region = document.getElementById("say");
  if (!region) return;
  region.textContent = "";
  requestAnimationFrame(() => { region.textContent = text; });
}
