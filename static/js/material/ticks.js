/* A tick is kept as it is set, also without signal; the button that keeps the whole list is then not needed. */
import { report } from "../progress.js";

for (const form of document.querySelectorAll("[data-ticks]")) {
  const material = form.closest("[data-material]").dataset.material;
  form.querySelector("[data-plain]").hidden = true;
  form.addEventListener("change", ({ target }) => {
    const entry = { kind: "ticked", block: form.dataset.ticks, item: target.value, ticked: target.checked };
    report(material, entry, { instead: target.value });
  });
}
