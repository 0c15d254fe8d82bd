/* Handing in without a signal is kept as a wish: answers go first, then the attempt, as soon as the server is reached,
   from this page or from one that is opened later. Until then it can be taken back. */
import { pauseAfter } from "../sending.js";

export class Wish {
  constructor({ form, sheet, queue, copy, handingIn, texts, plural, onTrouble }) {
    Object.assign(this, { sheet, queue, copy, handingIn, texts, plural, onTrouble });
    this.box = form.querySelector("[data-wish]");
    this.box.querySelector("[data-wish-undo]").addEventListener("click", () => this.undo());
    this.tries = 0;
    this.timer = 0;
    window.addEventListener("online", () => this.carryOut());
  }

  get isOpen() {
    return this.copy.state.wish;
  }

  make() {
    this.copy.write({ wish: true });
    this.resume();
    this.box.focus();
  }

  resume() {
    if (!this.isOpen) return;
    this.sheet.lock(true);
    this.box.hidden = false;
    this.draw();
    this.later();
  }

  undo() {
    clearTimeout(this.timer);
    this.copy.write({ wish: false });
    this.sheet.lock(false);
    this.box.hidden = true;
  }

  draw() {
    if (!this.isOpen) return;
    const { waiting } = this.queue;
    const text = waiting ? this.plural("wish", waiting) : this.texts.wish_saved;
    const line = this.box.querySelector("[data-wish-text]");
    if (line.textContent !== text) line.textContent = text;
  }

  later() {
    clearTimeout(this.timer);
    this.tries += 1;
    this.timer = setTimeout(() => this.carryOut(), pauseAfter(this.tries));
  }

  async carryOut() {
    if (!this.isOpen || this.queue.stopped) return;
    clearTimeout(this.timer);
    const done = (await this.queue.flush()) && this.isOpen && !this.queue.stopped && (await this.handingIn.post());
    if (done || this.queue.stopped || !this.isOpen) return;
    if (this.handingIn.loggedOut) this.onTrouble();
    this.draw();
    this.later();
  }
}
