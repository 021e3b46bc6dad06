// j and k move, Enter opens, letters press what carries them, g and a letter goes to a room.
import { say } from "./say.js";

let wentG = -Infinity;
// A field in a dialog that was just closed has the focus until the page is drawn again, and nobody types into it.
const typing = (el) => el instanceof HTMLElement && el.checkVisibility() && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName));
const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);
export const picked = () => document.querySelector("[data-row].picked");

function open(row) {
  if (row.tagName === "DETAILS") { row.open = !row.open; return; }
  (row.matches("a") ? row : row.querySelector("a.open, a"))?.click();
}

export function move(step) {
  const all = rows();
  if (all.length === 0) return false;
  const at = all.indexOf(picked());
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  picked()?.classList.remove("picked");
  next.classList.add("picked");
  next.scrollIntoView({ block: "nearest" });
  const target = next.matches("a") ? next : next.querySelector("summary, a.open, a");
  target?.focus({ preventScroll: true });
  // The side panel follows; htmx fetches it when it is there and the panel is shown.
  const link = next.querySelector("[hx-trigger~='peek']");
  if (link && document.getElementById("peek")?.offsetParent) link.dispatchEvent(new Event("peek"));
  return true;
}

function press(key) {
  const it = [...document.querySelectorAll(`main [data-key="${CSS.escape(key)}"]`)].find((el) => el.offsetParent !== null);
  if (!it) return false;
  if (it.getAttribute("aria-disabled") === "true") {
    const why = document.getElementById(it.getAttribute("aria-describedby"));
    it.focus();
    say(why?.textContent ?? "This is locked.");
    return true;
  }
  it.click();
  return true;
}

function go(letter) {
  document.querySelector(`[data-go="${CSS.escape(letter)}"]`)?.click();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog[open]")) return;
  if (typing(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.timeStamp - wentG < 1200) { wentG = -Infinity; event.preventDefault(); go(event.key); return; }
  if (event.key === "g") { wentG = event.timeStamp; return; }
  const onControl = event.target.closest?.("a, button, summary");
  const handled = {
    j: () => move(1),
    k: () => move(-1),
    Enter: () => { if (onControl || !picked()) return false; open(picked()); return true; },
    "/": () => { document.getElementById("find")?.focus(); return true; },
  }[event.key];
  // A page that gives j, k or Escape a meaning of its own (older, newer, back) has the first word.
  if (press(event.key) || handled?.()) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-row]");
  if (!row || event.target.closest("a, button, input, label")) return;
  picked()?.classList.remove("picked");
  row.classList.add("picked");
  const link = row.querySelector("[hx-trigger~='peek']");
  if (link && document.getElementById("peek")?.offsetParent) link.dispatchEvent(new Event("peek"));
  else open(row);
});

// A locked button says why instead of doing nothing.
document.addEventListener("click", (event) => {
  const locked = event.target.closest('[aria-disabled="true"]');
  if (!locked) return;
  event.preventDefault();
  say(document.getElementById(locked.getAttribute("aria-describedby"))?.textContent ?? "");
}, true);
