/* What this device keeps of an open attempt beside its unsent answers: the page and its files, so that a reload without
   network gives them back; what the server has taken since the page was drawn; the last time the server told; the wish
   to hand in; and what the page without network needs to tell of the test (offline/unsent.js). It goes when the attempt ends, at a log-out, and when somebody else logs in (offline/page.js). */
import { writeFacts } from "../offline/kept.js";

const LONGEST_GAP = 120000;
const BETWEEN_NOTES = 5000;

const keyOf = (attempt) => `attempt-kept:${attempt}`;

/* What another page than that of the attempt has sent: a page that was drawn before it learns of it here. */
export function noteSaved(attempt, answers) {
  try {
    const state = JSON.parse(localStorage.getItem(keyOf(attempt)));
    if (state?.person !== document.body.dataset.person) return;
    localStorage.setItem(keyOf(attempt), JSON.stringify({ ...state, answers: { ...state.answers, ...answers } }));
  } catch {
    /* nothing was kept */
  }
}

export class Copy {
  constructor({ attempt, person, title, seal }) {
    Object.assign(this, { person, title });
    this.name = `kept:${person}:attempt:${attempt}`;
    this.key = keyOf(attempt);
    this.isCopy = "copy" in document.documentElement.dataset;
    this.isGone = false;
    this.notedAt = 0;
    this.state = this.read();
    this.write({ title, seal });
  }

  read() {
    try {
      const state = JSON.parse(localStorage.getItem(this.key));
      if (state?.person === this.person) return state;
    } catch {
      /* forbidden or damaged: nothing is known */
    }
    return { person: this.person, answers: {}, savedAt: "", time: null, wish: false };
  }

  write(changes) {
    if (this.isGone) return;
    Object.assign(this.state, changes);
    try {
      localStorage.setItem(this.key, JSON.stringify(this.state));
    } catch {
      /* full or forbidden: this page still knows */
    }
  }

  /* What the server has taken since the page was drawn: of a copy, long before it was shown; of a page fresh from the
     server, while that was on its way. A revision only grows. */
  answers(drawn) {
    const isNewer = ([slot, { rev }]) => rev > (drawn[slot]?.rev ?? 0);
    const newer = Object.fromEntries(Object.entries(this.state.answers).filter(isNewer));
    if (!this.isCopy) this.write({ answers: { ...drawn, ...newer } });
    return newer;
  }

  saved(answers, savedAt) {
    this.write({ answers: { ...this.state.answers, ...answers }, savedAt });
  }

  /* The server's time as this page counts it, beside the device's own, which may be hours off: only what passes
     between two notes is taken from it. */
  note(serverTime, isSure, deadline, { atOnce = false } = {}) {
    const since = Date.now() - this.notedAt;
    if (!atOnce && since >= 0 && since < BETWEEN_NOTES) return;
    this.notedAt = Date.now();
    this.write({ time: { now: serverTime, at: this.notedAt, isSure, deadline } });
  }

  /* {now, deadline, isSure}: not sure where the device's clock went back, or too long went by to be believed. */
  time(drawn) {
    const last = this.state.time;
    if (!this.isCopy) return { ...drawn, isSure: true };
    if (!last) return { ...drawn, isSure: false };
    const passed = Date.now() - last.at;
    const isSure = last.isSure && passed >= 0 && passed <= LONGEST_GAP;
    return { now: new Date(last.now + Math.max(0, passed)).toISOString(), deadline: last.deadline, isSure };
  }

  /* The worker kept the page as it came; before its first turn, and for what the page is made of, the page does so. */
  async keep() {
    if (!window.caches || this.isCopy) return;
    try {
      const cache = await caches.open(this.name);
      if (!(await cache.match(location.pathname))) {
        await cache.add(new Request(location.pathname, { headers: { Purpose: "prefetch" }, redirect: "error" }));
      }
      for (const { name } of performance.getEntriesByType("resource")) {
        const { origin, pathname } = new URL(name);
        const isFile = origin === location.origin && !/^\/(attempts|sw\.js|manifest)/.test(pathname);
        if (isFile && !(await cache.match(name))) await cache.add(new Request(name, { cache: "force-cache" }));
      }
      for (const { src } of document.querySelectorAll("[data-attempt] :is(img, audio)[src]")) {
        if (!(await cache.match(src))) await cache.add(new Request(src, { redirect: "error" }));
      }
      const bytes = (await (await cache.match(location.pathname))?.text())?.length ?? 0;
      await writeFacts(this.name, { title: this.title, address: location.pathname, since: new Date().toISOString(), bytes });
      if (this.isGone) await caches.delete(this.name);
    } catch {
      /* nothing may be kept here, or there is no room: the page works as long as it stays open */
    }
  }

  drop() {
    this.isGone = true;
    try {
      localStorage.removeItem(this.key);
    } catch {
      /* nothing was kept */
    }
    return window.caches?.delete(this.name).catch(() => false);
  }
}
