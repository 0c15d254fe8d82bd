/* Answers on their way to the server. Each has a revision that only grows, the server keeps the highest: so sending
   twice, late or out of order does no harm, and everything that waits goes in one request. */
import { pauseAfter, postJson } from "../sending.js";

const PAUSE = 1500;

export class Queue {
  /* answers: {slot: {rev, value}} as the server has them. onChange is called with what happened. */
  constructor({ url, token, lease, store, copy, answers, now, isGivenUp, before, onChange }) {
    Object.assign(this, { url, token, lease, store, copy, now, isGivenUp, before, onChange });
    this.stored = Object.fromEntries(Object.entries(answers).map(([slot, answer]) => [slot, answer.rev]));
    this.pending = {};
    this.refused = {}; /* what the server does not take for an answer: not sent again, and kept on the device */
    this.failures = 0;
    this.loggedOut = false;
    this.timer = 0;
    this.sending = null;
    this.stopped = false;
    this.tied = false;
    this.savedAt = null;
  }

  get waiting() {
    return Object.keys(this.pending).length;
  }

  /* When the oldest of them was answered, by the server's time. */
  get since() {
    const moments = Object.values(this.pending).map(({ at }) => Date.parse(at)).filter(Boolean);
    return new Date(Math.min(...moments, Date.parse(this.now())));
  }

  /* The highest revision that this page knows of. */
  rev(slot) {
    return Math.max(this.pending[slot]?.rev ?? 0, this.stored[slot] ?? 0);
  }

  put(slot, value) {
    // Another tab of this device may have answered meanwhile, out of the server's sight as well.
    const rev = Math.max(this.rev(slot), this.store.read()[slot]?.rev ?? 0) + 1;
    const answer = { rev, value, at: this.now() };
    this.restore(slot, answer);
    this.store.write(slot, answer);
    this.later();
    return rev;
  }

  restore(slot, answer) {
    this.pending[slot] = answer;
    this.onChange({ kind: "pending" });
  }

  /* What a copy of the page learns of answers that were saved after it was drawn. */
  known(slot, rev) {
    this.stored[slot] = Math.max(this.stored[slot] ?? 0, rev);
  }

  /* What another tab of this device has sent meanwhile is off the device's list, and need not be sent again. */
  settle() {
    const kept = this.store.read();
    for (const [slot, { rev }] of Object.entries(this.pending)) {
      if (kept[slot]) continue;
      this.known(slot, rev);
      delete this.pending[slot];
    }
  }

  later(delay = PAUSE) {
    clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => this.flush(), delay);
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  resume() {
    this.stopped = false;
    if (this.waiting) this.flush();
  }

  /* Everything that waits, in one request; true when nothing waits any more. A page that closes does not wait for the
     request before it. Asking, it goes with nothing as well, to hear what the server says. */
  async flush({ closing = false, asking = false } = {}) {
    if (this.sending && !closing) {
      await this.sending;
      return this.waiting && !this.stopped && !this.failures ? this.flush() : !this.waiting;
    }
    clearTimeout(this.timer);
    if (this.stopped || !(this.waiting || asking)) return !this.waiting;
    const batch = { ...this.pending };
    const work = this.send(batch, closing);
    if (!closing) this.sending = work;
    try {
      await work;
    } finally {
      this.sending = null;
    }
    if (this.tied && !closing) return this.flush();
    if (this.waiting && !this.stopped && !this.failures) this.later();
    return !this.waiting;
  }

  async send(batch, closing) {
    this.tied = false;
    this.onChange({ kind: "sending" });
    if (!closing) await this.before();
    this.begunAt = this.now();
    const body = { lease: this.lease(), answers: batch };
    const { ok, loggedOut, facts } = await postJson(this.url, body, { token: this.token(), closing });
    this.loggedOut = loggedOut;
    if (loggedOut) return this.failed("session");
    if (facts?.state === "elsewhere") {
      this.stop();
      return this.onChange({ kind: "elsewhere", facts });
    }
    return ok && facts ? this.taken(batch, facts) : this.failed("signal");
  }

  taken(batch, facts) {
    this.failures = 0;
    this.savedAt = new Date(facts.now);
    const isNewer = ([slot, rev]) => rev > Math.max(batch[slot]?.rev ?? 0, this.rev(slot));
    const newer = Object.entries(facts.revs).filter(isNewer).map(([slot]) => slot);
    const isOwn = ([slot, rev]) => batch[slot]?.rev === rev && !facts.others.includes(Number(slot));
    const own = Object.entries(facts.revs).filter(isOwn);
    this.copy.saved(Object.fromEntries(own.map(([slot]) => [slot, batch[slot]])), facts.now);
    const answered = { ...facts.revs };
    for (const slot of [...facts.late, ...facts.refused, ...facts.gone]) answered[slot] = batch[slot]?.rev ?? 0;
    for (const [slot, rev] of Object.entries(answered)) {
      this.stored[slot] = Math.max(this.stored[slot] ?? 0, rev);
      if (this.pending[slot] && this.pending[slot].rev <= rev) delete this.pending[slot];
      if (facts.refused.includes(Number(slot))) {
        this.refused[slot] = batch[slot];
      } else {
        delete this.refused[slot];
        this.store.forget(slot, rev);
      }
    }
    /* Another device came to the same revision with another answer: what was answered here goes once more, as a newer one.
       Not where that has gone already, in a request that was faster. */
    const tied = facts.others.filter((slot) => this.rev(slot) === batch[slot].rev);
    for (const slot of tied) this.put(String(slot), batch[slot].value);
    this.tied = tied.length > 0;
    if (facts.state === "closed") this.stop();
    this.onChange({ kind: "saved", facts, newer });
  }

  failed(reason) {
    this.failures += 1;
    if (this.isGivenUp()) return this.onChange({ kind: "given up" });
    this.later(pauseAfter(this.failures));
    return this.onChange({ kind: "failed", reason });
  }
}
