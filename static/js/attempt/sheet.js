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
    return [...this.questions.get(slot).querySelectorAll("input:not([type=hidden], [type=file]), select, textarea")];
  }

  /* What a control says, by its name: `q-3` its value, `q-3-k` the value of part k, `o-3-k` the place of part k. */
  value(slot) {
    const places = [];
    const value = [];
    for (const input of this.inputs(slot)) {
      if (!isSet(input)) continue;
      const part = partOf(input, slot);
      if (input.name.startsWith("o-")) places[Number(input.value) - 1] = part;
      else value.push(part ? `${part}:${input.value}` : input.value);
    }
    return [...value, ...Array.from(places, (key) => key ?? "")];
  }

  fill(slot, value) {
    if (!this.questions.has(slot)) return;
    for (const input of this.inputs(slot)) {
      const part = partOf(input, slot);
      const own = input.name.startsWith("o-")
        ? String(value.indexOf(part) + 1 || "")
        : part
          ? (value.find((text) => text.startsWith(`${part}:`)) ?? "").slice(part.length + 1)
          : null;
      if (isTicked(input)) input.checked = own === null ? value.includes(input.value) : own === input.value;
      else input.value = own ?? value[0] ?? "";
    }
    this.draw(slot);
  }

  clear(slot) {
    const inputs = this.inputs(slot);
    for (const input of inputs) {
      if (isTicked(input)) input.checked = false;
      else input.value = "";
    }
    inputs[0].focus();
    inputs[0].dispatchEvent(new Event("change", { bubbles: true }));
  }

  /* A place is given once: who had it takes the one that this part leaves. */
  place(input) {
    if (!input.name.startsWith("o-")) return;
    const slot = input.closest("[data-slot]").dataset.slot;
    const all = this.inputs(slot);
    const free = all.map((_one, at) => String(at + 1)).find((place) => !all.some((one) => one.value === place));
    const other = input.value && all.find((one) => one !== input && one.value === input.value);
    if (other) other.value = free && all.every((one) => one.value) ? free : "";
  }

  reading(slot, text) {
    const place = this.questions.get(slot)?.querySelector("[data-reading]");
    if (place) place.textContent = text;
  }

  revision(slot, rev) {
    const field = this.form.elements[`rev-${slot}`];
    if (field) field.value = rev;
  }

  unanswered() {
    return [...this.questions.keys()].filter((slot) => this.value(slot).length === 0).length;
  }

  lock(locked) {
    for (const box of this.questions.values()) box.disabled = locked || "settled" in box.dataset;
    for (const button of this.form.querySelectorAll("[data-save], [data-submit]")) button.disabled = locked;
  }

  /* Checked in practice: its answer stands. */
  settle(slot) {
    const box = this.questions.get(slot);
    box.dataset.settled = "";
    box.disabled = true;
    box.querySelector("[data-clear]")?.remove();
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

const isTicked = (input) => input.type === "radio" || input.type === "checkbox";
const isSet = (input) => (isTicked(input) ? input.checked : input.value.trim() !== "");
/* The part that a control is about; empty for one that answers the whole question. */
const partOf = (input, slot) => input.name.slice(`q-${slot}`.length + 1);
