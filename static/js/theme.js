/* Light or dark as the system says, or as the visitor chose: the choice is a cookie, so that the next page arrives
   in it. Choosing what the system says anyway forgets the choice. */
const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");

const system = () => (dark.matches ? "dark" : "light");
const current = () => root.dataset.theme || system();

function show() {
  for (const button of document.querySelectorAll("[data-theme-switch]")) {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(current() === "dark"));
  }
}

function choose(theme) {
  const age = theme === system() ? 0 : 31536000;
  if (age) root.dataset.theme = theme;
  else delete root.dataset.theme;
  document.cookie = `theme=${theme}; path=/; max-age=${age}; samesite=lax`;
  show();
}

const kept = document.cookie.match(/(?:^|; )theme=(light|dark)(?:;|$)/);
if (kept) root.dataset.theme = kept[1];
show();
dark.addEventListener("change", show);
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-theme-switch]")) choose(current() === "dark" ? "light" : "dark");
});
