/* What this device keeps of one attempt, so that a reload or a dead battery loses nothing. localStorage writes at once,
   even while the page is being closed; where it is forbidden, memory has to do. */
export class Store {
  constructor(attempt) {
    this.key = `attempt:${attempt}`;
    this.memory = {};
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.key)) ?? {};
    } catch {
      return this.memory;
    }
  }

  write(slot, answer) {
    const all = this.read();
    // Another tab of this device may have written a newer one in the meantime.
    if (!all[slot] || all[slot].rev <= answer.rev) all[slot] = answer;
    this.keep(all);
  }

  forget(slot, rev) {
    const all = this.read();
    if (all[slot] && all[slot].rev <= rev) {
      delete all[slot];
      this.keep(all);
    }
  }

  clear() {
    this.memory = {};
    try {
      localStorage.removeItem(this.key);
    } catch {
      /* nothing was kept */
    }
  }

  keep(all) {
    this.memory = all;
    try {
      if (Object.keys(all).length) localStorage.setItem(this.key, JSON.stringify(all));
      else localStorage.removeItem(this.key);
    } catch {
      /* full or forbidden: memory has it */
    }
  }
}
