/* Handing in without a signal is kept as a wish: answers go first, then the attempt, as soon as the server is reached,
   from this page or from one that is opened later. Until then it can be taken back; and it ends where an organiser has
   opened the attempt again since, which is asked before. */
import { pauseAfter } from "../sending.js";

export class Wish {
  constructor({ form, sheet, queue, copy, contact, handingIn, texts, plural, onTrouble }) {
    Object.assign(this, { sheet, queue, copy, contact, handingIn, texts, plural, onTrouble });
    this.box = form.querySelector("[data-wish]");
    this.box.querySelector("[data-wish-undo]").addEventListener("click", () => this.undo());
    this.tries = 0;
    this.timer = 0;
    this.loggedOut = false;
    window.addEventListener("online", () => this.carryOut());
  }

  get isOpen() {
    return this.copy.state.wish;
  }

  make(loggedOut) {
    this.loggedOut = loggedOut;
    this.copy.write({ wish: true, wishTold: this.contact.told });
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

  /* By the last of so many deeds that its taker is told. */
  opened(number) {
    if (!this.isOpen || (this.copy.state.wishTold ?? 0) >= number) return;
    this.undo();
    this.box.hidden = false;
    this.say(this.texts.wish_over);
  }

  say(text) {
    const line = this.box.querySelector("[data-wish-text]");
    if (line.textContent !== text) line.textContent = text;
  }

  draw() {
    if (!this.isOpen) return;
    const { waiting } = this.queue;
    if (this.loggedOut) this.say(this.texts.wish_session);
    else this.say(waiting ? this.plural("wish", waiting) : this.texts.wish_saved);
  }

  later() {
    clearTimeout(this.timer);
    this.tries += 1;
    this.timer = setTimeout(() => this.carryOut(), pauseAfter(this.tries));
  }

  async carryOut() {
    if (!this.isOpen || this.queue.stopped) return;
    clearTimeout(this.timer);
    for (const [step, asked] of [
      [() => this.queue.flush(), this.queue],
      [() => this.contact.post(), this.contact],
      [() => this.handingIn.post(), this.handingIn],
    ]) {
      const isDone = await step();
      if (this.queue.stopped || !this.isOpen) return;
      this.loggedOut = !isDone && asked.loggedOut;
      if (!isDone) break;
    }
    if (this.loggedOut) this.onTrouble();
    this.draw();
    this.later();
  }
}
