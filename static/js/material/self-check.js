/* A self-check answers in its place: the page knows what is right, for it is no test. */
import { report } from "../progress.js";

function show(form) {
  const inputs = [...form.querySelectorAll("input[name=chosen]")];
  const chosen = inputs.filter((input) => input.checked).map((input) => input.value);
  let isRight = true;
  for (const option of form.querySelectorAll(".self-check__option")) {
    const input = option.querySelector("input");
    const right = "right" in option.dataset;
    isRight &&= input.checked === right;
    option.classList.toggle("is-chosen", input.checked);
    option.querySelector("[data-mark=right]").hidden = !right;
    option.querySelector("[data-mark=wrong]").hidden = right || !input.checked;
    const feedback = option.querySelector("[data-feedback]");
    if (feedback) feedback.hidden = !input.checked;
  }
  form.classList.add("is-answered");
  form.querySelector("[data-verdict=right]").hidden = !isRight;
  form.querySelector("[data-verdict=wrong]").hidden = isRight;
  const explanation = form.querySelector("[data-explanation]");
  if (explanation) explanation.hidden = false;
  return chosen;
}

for (const form of document.querySelectorAll("[data-self-check]")) {
  form.addEventListener("submit", (event) => {
    if (!form.querySelector("input[name=chosen]:checked")) {
      event.preventDefault();
      form.querySelector("input[name=chosen]").focus();
      return;
    }
    event.preventDefault();
    const chosen = show(form);
    if ("keeps" in form.dataset) {
      const { material } = form.closest("[data-material]").dataset;
      report(material, { kind: "checked", block: form.dataset.selfCheck, chosen });
    }
  });
}
