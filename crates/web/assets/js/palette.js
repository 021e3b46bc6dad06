// Ctrl-K lists every room and everything this page can do; ? lists the keys.
const element = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
};

function commands() {
  const here = [...document.querySelectorAll("main [data-key], main .actions .btn")]
    .filter((el, at, all) => all.indexOf(el) === at && el.offsetParent !== null)
    .map((el) => ({ words: el.dataset.words ?? label(el), key: el.dataset.key, run: () => el.click() }));
  const rooms = [...document.querySelectorAll("[data-go]")]
    .map((el) => ({ words: `Go to ${el.title}`, key: `g ${el.dataset.go}`, run: () => el.click() }));
  return [...here, ...rooms];
}

function label(el) {
  const copy = el.cloneNode(true);
  copy.querySelectorAll("kbd").forEach((kbd) => kbd.remove());
  return copy.textContent.trim().replace(/\s+/g, " ");
}

function modal(dialog) {
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.showModal();
}

function palette() {
  const all = commands();
  const input = element("input", { type: "text", role: "combobox", "aria-label": "Command", "aria-expanded": "true", "aria-controls": "commands", placeholder: "What do you want to do?", autocomplete: "off" });
  const list = element("ul", { id: "commands", role: "listbox", "aria-label": "Commands" });
  const dialog = element("dialog", { class: "palette", "aria-label": "Commands" }, input, list);
  let shown = [];
  let at = 0;
  const mark = () => {
    [...list.children].forEach((li, n) => li.setAttribute("aria-selected", String(n === at)));
    list.children[at]?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", `command-${at}`);
  };
  const run = (command) => { dialog.close(); command.run(); };
  const draw = () => {
    const wanted = input.value.toLowerCase().split(/\s+/);
    shown = all.filter(({ words }) => wanted.every((part) => words.toLowerCase().includes(part)));
    at = 0;
    list.replaceChildren(...shown.map((command, n) => {
      const li = element("li", { role: "option", id: `command-${n}` }, element("span", { class: "grow" }, command.words));
      for (const key of (command.key ?? "").split(" ").filter(Boolean)) li.append(element("kbd", {}, key));
      li.addEventListener("click", () => run(command));
      return li;
    }));
    mark();
  };
  input.addEventListener("input", draw);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); at = Math.min(Math.max(at + step, 0), shown.length - 1); mark(); }
    if (event.key === "Enter" && shown[at]) { event.preventDefault(); run(shown[at]); }
  });
  modal(dialog);
  draw();
}

function help() {
  const list = element("dl", { class: "keyhelp" });
  const add = (keys, does) => list.append(element("dt", {}, ...keys.map((key) => element("kbd", {}, key))), element("dd", {}, does));
  const seen = new Set();
  for (const entry of document.querySelectorAll("[data-keys]")) {
    const keys = [...entry.querySelectorAll("kbd")].map((kbd) => kbd.textContent);
    seen.add(keys.join(" "));
    add(keys, label(entry));
  }
  for (const [keys, does] of [[["j", "k"], "move"], [["Enter"], "open"], [["/"], "search"], [["Ctrl", "K"], "commands"], [["?"], "these keys"]]) {
    if (!seen.has(keys.join(" "))) add(keys, does);
  }
  for (const el of document.querySelectorAll("[data-go]")) {
    if (!seen.has(`g ${el.dataset.go}`)) add(["g", el.dataset.go], el.title);
  }
  const close = element("button", { type: "button", class: "btn btn-s" }, "Close");
  const dialog = element("dialog", { "aria-label": "Keys" }, element("header", {}, element("h2", {}, "Keys"), close), list);
  close.addEventListener("click", () => dialog.close());
  modal(dialog);
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    if (!document.querySelector("dialog[open]")) palette();
    return;
  }
  const typing = event.target.closest?.("input, textarea, select, dialog");
  if (event.key === "?" && !typing) { event.preventDefault(); help(); }
});
