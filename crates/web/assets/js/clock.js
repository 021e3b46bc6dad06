// Counts the Leafly clocks down by the server's time, not the reader's.
import { say } from "./say.js";

const SHORT = 300;
const WHOLE = 900;
const stated = Date.parse(document.documentElement.dataset.now ?? "");
const ahead = Number.isNaN(stated) ? 0 : Date.now() - stated;
const warned = new Set();

export const now = () => Date.now() - ahead;

function draw(clock) {
  const left = Math.max(0, Math.round((Date.parse(clock.dataset.deadline) - now()) / 1000));
  const words = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  const text = clock.querySelector(".left");
  if (text.textContent !== words) text.textContent = words;
  clock.querySelector(".ring-b").setAttribute("stroke-dasharray", `${Math.min(100, (100 * left) / WHOLE)} 100`);
  clock.classList.toggle("ack-short", left < SHORT);
  const key = clock.dataset.deadline;
  if (left < SHORT && left > SHORT - 3 && !warned.has(key)) {
    warned.add(key);
    say("A Leafly clock is under five minutes.");
  }
}

// A page made long ago (the preview's samples) keeps the digits it was made with.
const clocks = () => document.querySelectorAll("[data-deadline]");
setInterval(() => clocks().forEach(draw), 1000);
