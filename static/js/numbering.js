/* A numbering's form in Wagtail's admin: the numbers below the pattern follow what is typed. Without this script they
   are those that were saved. */
const QUIET = 250;
const NAMES = ["pattern", "unit", "classification"];

function followTyping(box, form) {
  const preview = box.querySelector("[data-numbering-preview]");
  let timer = 0;
  let running = null;

  async function draw() {
    running?.abort();
    running = new AbortController();
    const asked = new URLSearchParams(NAMES.map((name) => [name, form.elements[name].value]));
    asked.set("scheme", box.dataset.scheme);
    try {
      const response = await fetch(`${box.dataset.numbering}?${asked}`, { signal: running.signal });
      if (response.ok && !response.redirected) preview.innerHTML = await response.text();
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }

  form.addEventListener("input", ({ target }) => {
    if (!NAMES.includes(target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(draw, QUIET);
  });
}

document.addEventListener("DOMContentLoaded", () => {
  const box = document.querySelector("[data-numbering]");
  const form = box?.closest("form");
  if (form) followTyping(box, form);
});
