// Listens for what happens elsewhere. Rows change in place; new ones wait behind one line, so nothing moves under
// the cursor. A lost connection is said, and what needs the server is locked with that reason.
import { say } from "./say.js";

const mark = document.getElementById("live");
const line = document.getElementById("offline");
const newrow = document.getElementById("newrow");
const here = document.querySelector("[data-live='order']")?.dataset.order;
const AGAIN_MS = 10_000;
const waiting = new Set();
let refreshing = null;
let lostAt = null;

const clockText = () => new Intl.DateTimeFormat("en-US", { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false }).format(new Date());

function state(word, text) {
  mark.dataset.state = word;
  mark.querySelector(".lbl").textContent = text;
}

function lost() {
  if (!lostAt) lostAt = clockText();
  state("lost", "Offline");
  line.hidden = false;
  line.querySelector("span").textContent = `No connection since ${lostAt}. What you see is from then. Acts that need the server wait until we are back; nothing you did is lost.`;
  document.querySelectorAll("[data-needs-server]").forEach((it) => {
    it.setAttribute("aria-disabled", "true");
    it.setAttribute("aria-describedby", "offline");
  });
}

function found() {
  state("on", "Live");
  if (lostAt) refresh();
  lostAt = null;
  line.hidden = true;
  document.querySelectorAll('[data-needs-server][aria-describedby="offline"]').forEach((it) => {
    it.removeAttribute("aria-disabled");
    it.removeAttribute("aria-describedby");
  });
}

// Fetches this very page again and takes over what changed: rows and parts by id, unless the reader is inside one.
async function refresh() {
  refreshing = null;
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const old of document.querySelectorAll("tr[data-row][id], [id^='part-']")) {
    const next = fresh.getElementById(old.id);
    if (!next || old.contains(document.activeElement) || same(old, next)) continue;
    for (const seen of old.querySelectorAll("details[id]")) {
      const twin = next.querySelector(`#${CSS.escape(seen.id)}`);
      if (twin) twin.open = seen.open;
    }
    if (old.classList.contains("picked")) next.classList.add("picked");
    else next.classList.remove("picked");
    const taken = document.importNode(next, true);
    old.replaceWith(taken);
    window.htmx?.process(taken);
  }
  begin(fresh.getElementById("queue"));
  for (const count of fresh.querySelectorAll("[data-count]")) {
    const shown = document.querySelector(`[data-count="${count.dataset.count}"]`);
    if (shown) shown.replaceWith(document.importNode(count, true));
  }
  mark.dataset.asOf = fresh.getElementById("live").dataset.asOf;
  const gate = fresh.getElementById("gate");
  if (gate) document.getElementById("gate")?.replaceWith(document.importNode(gate, true));
}

// In an empty queue nobody reads, so what comes first appears by itself.
function begin(next) {
  const list = document.getElementById("queue");
  if (!newrow || !next?.querySelector("tr[data-row]") || list.querySelector("tr[data-row]")) return;
  const taken = document.importNode(next, true);
  taken.querySelector("#newrow").replaceWith(newrow);
  list.replaceChildren(...taken.childNodes);
  newrow.hidden = true;
  waiting.clear();
  window.htmx?.process(list);
}

const plain = (el) => el.outerHTML.replace(/ (open|class)="[^"]*"/g, "").replace(/<span class="left">[^<]*|stroke-dasharray="[^"]*"/g, "");
const same = (a, b) => plain(a) === plain(b);

function soon() {
  refreshing ??= setTimeout(refresh, 400);
}

function arrived(news) {
  if (!document.getElementById(`row-${news.id}`)) waiting.add(news.id);
  if (newrow && waiting.size > 0) {
    newrow.hidden = false;
    const words = waiting.size === 1 ? "1 new order has arrived." : `${waiting.size} new orders have arrived.`;
    newrow.querySelector("span").textContent = `${words} Show ${waiting.size === 1 ? "it" : "them"}`;
  }
  say(news.say ?? "A new order has arrived.");
  soon();
}

function listen() {
  // What happened between the page and this connection is told at once.
  const source = new EventSource(`/live?as_of=${mark.dataset.asOf}`);
  source.addEventListener("open", found);
  source.addEventListener("error", () => { if (source.readyState !== EventSource.OPEN) lost();
    // The browser tries again by itself unless it was answered with an error; then we do.
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, AGAIN_MS);
  });
  source.addEventListener("order-arrived", (event) => arrived(JSON.parse(event.data)));
  source.addEventListener("order-changed", (event) => {
    const news = JSON.parse(event.data);
    if (!here || here === news.id) soon();
    if (here === news.id && news.say) say(news.say);
  });
  source.addEventListener("changed", soon);
  addEventListener("pagehide", () => source.close(), { once: true });
}

if (mark) listen();
