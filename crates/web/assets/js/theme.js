// Changes the look at once; the form beside it also tells the server, which remembers.
document.addEventListener("submit", (event) => {
  const word = event.submitter?.name === "theme" ? event.submitter.value : null;
  if (!word) return;
  event.preventDefault();
  const root = document.documentElement;
  if (word === "system") delete root.dataset.theme;
  else root.dataset.theme = word;
  for (const button of event.target.querySelectorAll("[name='theme']")) {
    button.setAttribute("aria-pressed", String(button === event.submitter));
  }
  fetch(event.target.action, { method: "POST", body: new URLSearchParams(new FormData(event.target, event.submitter)) });
});
