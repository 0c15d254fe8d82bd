/* Which tab or device writes. Until the server gave this tab the lease it writes without one: revisions keep order, and
   nothing waits for it. A newer tab takes it, and this one becomes read-only with a way back. */
import { ask, pauseAfter } from "../sending.js";

export class Lease {
  constructor({ url, token, queue, sheet, status, box, plural, texts, onFacts, onClosed, onHeld }) {
    Object.assign(this, { url, token, queue, sheet, status, box, plural, texts, onFacts, onClosed, onHeld });
    this.name = crypto.getRandomValues(new Uint32Array(4)).join("-").slice(0, 40);
    this.isHeld = false;
    this.isReached = false;
    this.timer = 0;
    this.tries = 0;
    box.querySelector("[data-take-back]").addEventListener("click", () => this.takeBack());
  }

  get sent() {
    return this.isHeld ? this.name : "";
  }

  async take() {
    const facts = await ask(this.url, { body: new URLSearchParams({ lease: this.name }), token: this.token() });
    this.isReached = Boolean(facts?.now);
    if (facts?.now) this.onFacts(facts);
    if (facts?.state === "closed" && !this.queue.waiting) this.onClosed();
    this.isHeld = facts?.state === "open" || this.isHeld;
    return facts?.state === "open";
  }

  /* Without the lease nothing is lost, so a page that does not reach the server only tries on. */
  async connect() {
    clearTimeout(this.timer);
    if (this.queue.stopped) return;
    const isReached = this.isHeld || (await this.take());
    if (!isReached && !this.queue.isGivenUp()) this.timer = setTimeout(() => this.connect(), pauseAfter((this.tries += 1)));
    else if (!this.queue.waiting) this.status.showSaved();
    await this.queue.flush();
    await this.onHeld();
  }

  /* The other tab may have answered since this page was drawn: what waits here stays kept, the page is drawn anew. So it
     is where the attempt has ended meanwhile: the page of the result hands over what waits. */
  async takeBack() {
    const said = this.box.querySelector("[data-take-back-status]");
    said.textContent = "";
    const isTaken = await this.take();
    if (isTaken || (this.isReached && this.queue.waiting)) location.reload();
    else if (!this.isReached) said.textContent = this.texts.elsewhere_unreached;
  }

  lost() {
    this.sheet.lock(true);
    this.status.show(this.texts.elsewhere, "waiting");
    this.sayUnsent();
    this.box.hidden = false;
    this.box.focus();
  }

  sayUnsent() {
    const { waiting } = this.queue;
    this.box.querySelector("[data-elsewhere-waiting]").textContent = waiting ? this.plural("elsewhere", waiting) : "";
  }
}
