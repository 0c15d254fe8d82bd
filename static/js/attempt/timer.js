/* Counts down by the server's clock: the device's own date may be wrong by hours. Between two answers of the server
   the monotonic clock counts; it may stand still while a phone sleeps, so a page that wakes up asks again. */
const MARKS = [10, 5, 1];

export class Timer {
  constructor({ element, text, announce, texts, plural, onEnd }) {
    Object.assign(this, { element, text, announce, texts, plural, onEnd });
    this.deadline = null;
    this.announced = new Set();
    this.ended = false;
  }

  /* The server's facts: its time now, and the deadline, which may have moved. */
  set(now, deadline) {
    this.base = Date.parse(now) - performance.now();
    if (deadline !== this.given) {
      this.given = deadline;
      this.deadline = deadline ? Date.parse(deadline) : null;
      this.ended = false;
      const left = this.left();
      this.announced = new Set(MARKS.filter((minutes) => left !== null && left < minutes * 60));
    }
    this.draw();
  }

  left() {
    return this.deadline === null ? null : Math.max(0, Math.ceil((this.deadline - this.base - performance.now()) / 1000));
  }

  start() {
    setInterval(() => this.draw(), 1000);
  }

  draw() {
    const left = this.left();
    if (!this.element || left === null) return;
    this.text.textContent = this.words(left);
    this.element.classList.toggle("timer--soon", left <= 300);
    for (const minutes of MARKS) {
      if (left <= minutes * 60 && !this.announced.has(minutes)) {
        this.announced.add(minutes);
        if (left > (minutes - 1) * 60) this.announce(this.plural("announce", minutes));
      }
    }
    if (left === 0 && !this.ended) {
      this.ended = true;
      this.announce(this.texts.over);
      this.onEnd();
    }
  }

  words(left) {
    if (left === 0) return this.texts.over;
    const minutes = Math.floor(left / 60);
    const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
    if (left >= 3600) return fill(this.texts.left_hours, { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
    if (left >= 600) return fill(this.texts.left_minutes, { minutes });
    return fill(this.texts.left_seconds, { minutes, seconds: String(left % 60).padStart(2, "0") });
  }
}
