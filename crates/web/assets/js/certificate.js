// A value and its place on the page light up together, under the pointer and under the focus.
let lit = null;

function light(number) {
  if (number === lit) return;
  document.querySelectorAll("[data-lights].lit").forEach((it) => it.classList.remove("lit"));
  if (number) document.querySelectorAll(`[data-lights="${CSS.escape(number)}"]`).forEach((it) => it.classList.add("lit"));
  lit = number;
}

const number = (event) => event.target.closest?.("[data-lights]")?.dataset.lights ?? null;
document.addEventListener("pointerover", (event) => light(number(event)));
document.addEventListener("focusin", (event) => light(number(event)));
