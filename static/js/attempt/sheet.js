/* The questions on the page: reads and writes their inputs, and marks in the navigator what has an answer. */
export class Sheet {
  constructor(form, texts) {
    this.form = form;
    this.texts = texts;
    this.questions = new Map([...form.querySelectorAll("[data-slot]")].map((box) => [box.dataset.slot, box]));
    for (const [slot, box] of this.questions) {
      const clear = box.querySelector("[data-clear]");
      if (clear) clear.addEventListener("click", () => this.clear(slot));
      this.draw(slot);
    }
  }

  inputs(slot) {
    return [...this.questions.get(slot).querySelectorAll("input[type=radio], input[type=checkbox]")];
  }

  value(slot) {
    return this.inputs(slot).filter((input) => input.checked).map((input) => input.value);
  }

  fill(slot, value) {
    if (!this.questions.has(slot)) return;
    for (const input of this.inputs(slot)) input.checked = value.includes(input.value);
    this.draw(slot);
  }

  clear(slot) {
    const inputs = this.inputs(slot);
    for (const input of inputs) input.checked = false;
    inputs[0].focus();
    inputs[0].dispatchEvent(new Event("change", { bubbles: true }));
  }

  revision(slot, rev) {
    const field = this.form.elements[`rev-${slot}`];
    if (field) field.value = rev;
  }

  unanswered() {
    return [...this.questions.keys()].filter((slot) => this.value(slot).length === 0).length;
  }

  lock(locked) {
    for (const box of this.questions.values()) box.disabled = locked;
    for (const button of this.form.querySelectorAll("[data-save], [data-submit]")) button.disabled = locked;
  }

  draw(slot) {
    const answered = this.value(slot).length > 0;
    const jump = this.form.querySelector(`[data-jump="${slot}"]`);
    jump.toggleAttribute("data-answered", answered);
    jump.querySelector("[data-jump-text]").textContent = ` ${answered ? this.texts.answered : this.texts.not_answered}`;
    const clear = this.questions.get(slot).querySelector("[data-clear]");
    if (clear) clear.hidden = !answered;
  }
}
