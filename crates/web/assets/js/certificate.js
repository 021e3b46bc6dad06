// A value and its place on the page light up together, under the pointer and under the focus. Whoever is at a value sees its place; whoever
// presses a place is at its value. The arrows go through the values, Enter to what is to be typed there.
import { move } from "./keys.js";

let lit = null;

const bearer = (node) => node.closest?.("[data-lights]") ?? null;
const row = (number) => document.getElementById(`value-${number}`);
const field = (it) => it?.querySelector("input:not([type=hidden])");

// Only the pages move, and only where the place is not in sight: nothing jumps under the cursor.
function bring(number) {
  const [pane, place] = [document.getElementById("pages"), document.getElementById(`place-${number}`)];
  if (!pane || !place) return;
  const [frame, box] = [pane.getBoundingClientRect(), place.getBoundingClientRect()];
  const seen = box.top >= frame.top && box.bottom <= frame.bottom;
  if (!seen) pane.scrollTop += box.top - frame.top - (frame.height - box.height) / 2;
}

function light(at) {
  const number = at?.dataset.lights ?? null;
  if (number === lit) return;
  document.querySelectorAll("[data-lights].lit").forEach((it) => it.classList.remove("lit"));
  if (number) document.querySelectorAll(`[data-lights="${CSS.escape(number)}"]`).forEach((it) => it.classList.add("lit"));
  lit = number;
  if (number && !at.closest("#pages")) bring(number);
}

function enter(number) {
  const it = row(number);
  (field(it) ?? it?.querySelector("a"))?.focus({ preventScroll: true });
  it?.scrollIntoView({ block: "nearest" });
}

// From one field that is to be filled in to the next, and from the last one to the deed.
function next(from, step) {
  const all = [...document.querySelectorAll(".values input:not([type=hidden])")];
  const to = all[all.indexOf(from) + step] ?? (step > 0 ? document.querySelector("#confirm .field input, #confirm button") : null);
  to?.focus();
}

document.addEventListener("pointerover", (event) => light(bearer(event.target)));
document.addEventListener("focusin", (event) => light(bearer(event.target)));
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-lights], [data-lights] a[href^='#place-']");
  if (!link) return;
  event.preventDefault();
  const number = bearer(link).dataset.lights;
  if (link.matches("[data-lights]")) enter(number);
  else bring(number);
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !document.querySelector(".values")) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0;
  const within = event.target.closest?.(".values tr");
  const typed = event.target.matches?.(".values input");
  if (typed && (step || event.key === "Enter")) next(event.target, step || 1);
  else if (step && (within || event.target === document.body)) move(step);
  else if (event.key === "Enter" && field(within)) field(within).focus();
  else return;
  event.preventDefault();
});
