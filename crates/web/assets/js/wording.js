// Copy is checked after a pause in typing. What is shown is marked as old from the first letter on, and when no answer comes that is said:
// an answer to an earlier text never stands for this one.
import { say } from "./say.js";

const form = document.getElementById("wording");
const unchecked = document.getElementById("unchecked");
const PAUSE_MS = 500;
let pause = null;
let asked = 0;
let told = null;

async function fresh() {
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (!answer.ok || answer.redirected) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("checked");
  } catch {
    return null;
  }
}

async function check() {
  const mine = ++asked;
  const next = await fresh();
  // A later text is on its way; its answer counts.
  if (mine !== asked) return;
  unchecked.hidden = next !== null;
  const shown = document.getElementById("checked");
  if (next === null) { shown.replaceChildren(); return; }
  shown.replaceWith(document.importNode(next, true));
  const words = next.dataset.say ?? "";
  if (words && words !== told) say(words);
  told = words;
}

function wait() {
  asked += 1;
  document.getElementById("checked").dataset.stale = "";
  clearTimeout(pause);
  pause = setTimeout(check, PAUSE_MS);
}

if (form) {
  form.addEventListener("input", wait);
  form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(pause); check(); });
}
