/* Once a minute the page says that it is there and how many answers it could not send; that is how the organiser sees
   who has lost the line, and how the page hears of more time. After an outage it says from when to when nothing could
   be saved, before the answers go: time that is given back decides whether they are late. */
import { postJson } from "../sending.js";

const EVERY = 60000;
const SHORTEST = 30000;
const LOOK = 5000;

const isLong = (since, end) => Date.parse(end) - Date.parse(since) >= SHORTEST;

/* What a page before this one kept of outages (copy.js). One that it lived through ended with it, as far as anybody
   knows. */
export function keptSpans({ unreached, time }) {
  const spans = [...(unreached?.spans ?? [])];
  const end = unreached?.since && time ? new Date(time.now).toISOString() : "";
  return end && isLong(unreached.since, end) ? [...spans, [unreached.since, end]] : spans;
}

export class Contact {
  constructor({ url, token, copy, queue, now, isSure, told, onFacts, onLost, onNews }) {
    Object.assign(this, { url, token, copy, queue, now, isSure, told, onFacts, onLost, onNews });
    this.spans = keptSpans(copy.state);
    this.since = null;
    this.posting = null;
    this.silentSince = performance.now();
    this.loggedOut = false;
  }

  start() {
    setInterval(() => this.isDue() && this.post(), LOOK);
  }

  isDue() {
    const pause = EVERY + Math.random() * EVERY * 0.1;
    return !this.queue.stopped && document.visibilityState === "visible" && performance.now() - this.silentSince > pause;
  }

  /* Something that was begun at this moment did not reach the server. */
  lost(begunAt) {
    if (this.since || !this.isSure()) return;
    this.since = begunAt;
    this.keep();
  }

  /* The server has answered, to whatever. */
  reached() {
    this.silentSince = performance.now();
    if (!this.since) return;
    const { since } = this;
    this.since = null;
    this.close(since, this.now());
    this.keep();
  }

  close(since, end) {
    if (isLong(since, end)) this.spans.push([since, end]);
  }

  keep() {
    this.copy.write({ unreached: { since: this.since, spans: this.spans } });
  }

  /* Whether the server does not know yet what an outage has cost. */
  get owes() {
    return Boolean(this.since || this.spans.length);
  }

  /* Before answers are sent: what an outage has cost is known to the server first. */
  async report() {
    if (!this.owes) return;
    await this.posting; // which may have begun before the clock was sure, and then says nothing of it
    if (!this.owes) return;
    if (!this.isSure()) await this.post();
    if (this.isSure()) await this.post();
  }

  /* True where the server has answered. */
  post() {
    this.posting ??= this.send().finally(() => {
      this.posting = null;
    });
    return this.posting;
  }

  async send() {
    const begunAt = this.now();
    this.silentSince = performance.now();
    const sent = this.isSure() ? [...this.spans] : [];
    if (this.since && this.isSure() && isLong(this.since, begunAt)) sent.push([this.since, begunAt]);
    const body = { waiting: this.queue.waiting, told: this.told, unreached: sent };
    const { ok, loggedOut, facts } = await postJson(this.url, body, { token: this.token() });
    this.loggedOut = loggedOut;
    if (!ok || !facts?.now) {
      if (loggedOut) return false;
      this.lost(begunAt);
      this.onLost();
      return false;
    }
    if (sent.length) {
      this.spans = [];
      this.since = null;
      this.keep();
    }
    this.onFacts(facts);
    if (facts.sentences) {
      this.onNews(facts.sentences.slice(this.told), facts);
      this.told = facts.told;
    }
    return true;
  }
}
