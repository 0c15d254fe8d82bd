/* The line on top in plain words: what is saved, what waits on this device and since when. */
export class Status {
  constructor({ element, texts, plural, language, queue, timer }) {
    Object.assign(this, { element, texts, plural, language, queue, timer });
  }

  show(text, tone) {
    if (this.element.textContent !== text) this.element.textContent = text;
    this.element.dataset.tone = tone;
  }

  clock(moment) {
    const isToday = moment.toDateString() === new Date().toDateString();
    const day = isToday ? {} : { day: "numeric", month: "short" };
    return moment.toLocaleString(this.language, { ...day, hour: "2-digit", minute: "2-digit" });
  }

  get saved() {
    const { savedAt } = this.queue;
    return savedAt ? this.texts.saved.replace("{time}", this.clock(savedAt)) : this.texts.nothing;
  }

  get savedBefore() {
    return this.queue.savedAt ? [this.saved] : [];
  }

  get unreached() {
    return [...this.savedBefore, this.texts.no_signal].join(" · ");
  }

  get isUnreached() {
    return this.element.textContent === this.unreached;
  }

  showSaved() {
    this.show(this.saved, "saved");
  }

  showUnreached() {
    this.show(this.unreached, "waiting");
  }

  /* What the server said of the answers that were sent. */
  showTaken({ late, refused, gone }, newer) {
    const { texts } = this;
    if (late.length) this.show(texts.late, "waiting");
    else if (refused.length) this.show(texts.refused, "waiting");
    else if (gone.length) this.show(texts.gone, "waiting");
    else if (newer.length) this.show(texts.newer, "waiting");
    else this.showSaved();
  }

  /* Nothing was sent: what waits is told with the moment of the oldest. */
  showWaiting({ kind, reason }) {
    const { queue, texts } = this;
    const { waiting, since } = queue;
    if (kind === "given up") return this.show(this.plural("given_up", waiting), "waiting");
    if (kind === "failed" && reason === "session") return this.show(texts.session, "waiting");
    if (kind !== "failed" && !queue.failures && navigator.onLine) return this.show(texts.saving, "saving");
    if (!waiting) return this.showUnreached();
    if (this.timer.left() === 0 && this.timer.isSure) return this.show(this.plural("over", waiting), "waiting");
    const words = this.plural("waiting", waiting).replace("{time}", this.clock(since));
    return this.show([...this.savedBefore, words, texts.kept].join(" · "), "waiting");
  }
}
