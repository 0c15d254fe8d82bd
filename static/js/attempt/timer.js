/* Counts down by the server's clock: the device's own date may be wrong by hours. Between two answers of the server
   the monotonic clock counts; it may stand still while a phone sleeps, so a page that wakes up asks again. What the device's date jumped
   ahead meanwhile may be that sleep or a correction: until the server is asked, the time is said as "about". */
const MARKS = [10, 5, 1];
const JUMP = 5000;

export class Timer {
  constructor({ element, text, announce, texts, plural, onEnd, onTick, onJump }) {
    Object.assign(this, { element, text, announce, texts, plural, onEnd, onTick, onJump });
    this.deadline = null;
    this.announced = new Set();
    this.ended = false;
    this.isPutAway = false;
  }

  /* The server's facts: its time now, and the deadline, which may have moved. */
  set(now, deadline, { isSure = true } = {}) {
    this.base = Date.parse(now) - performance.now();
    this.ahead = Date.now() - performance.now();
    this.isSure = isSure;
    if (deadline !== this.given) {
      this.given = deadline;
      this.deadline = deadline ? Date.parse(deadline) : null;
      this.ended = false;
      const left = this.left();
      this.announced = new Set(MARKS.filter((minutes) => left !== null && left < minutes * 60));
    }
    this.draw();
  }

  /* The server's time, as far as this page can tell. */
  now() {
    return this.base + performance.now();
  }

  left() {
    return this.deadline === null ? null : Math.max(0, Math.ceil((this.deadline - this.now()) / 1000));
  }

  start() {
    setInterval(() => this.tick(), 1000);
  }

  /* There for as long as there is a deadline, which may come and go while the page is open. */
  offerSwitch(button) {
    this.button = button;
    button.addEventListener("click", () => {
      this.isPutAway = !this.isPutAway;
      button.setAttribute("aria-pressed", String(this.isPutAway));
      button.textContent = this.isPutAway ? this.texts.show_timer : this.texts.hide_timer;
      this.draw();
    });
  }

  tick() {
    const jumped = Date.now() - performance.now() - this.ahead;
    this.ahead += jumped;
    if (Math.abs(jumped) > JUMP) {
      if (jumped > 0) this.base += jumped;
      this.isSure = false;
      this.onJump();
    }
    this.draw();
    this.onTick(this.now(), this.isSure, this.given);
  }

  draw() {
    const left = this.left();
    this.button.hidden = left === null;
    this.element.hidden = left === null || this.isPutAway;
    if (left === null) return;
    this.text.textContent = this.words(left);
    this.element.classList.toggle("timer--soon", left <= 300);
    for (const minutes of MARKS) {
      if (left <= minutes * 60 && !this.announced.has(minutes)) {
        this.announced.add(minutes);
        if (this.isSure && left > (minutes - 1) * 60) this.announce(this.plural("announce", minutes));
      }
    }
    if (left === 0 && !this.ended && this.isSure) {
      this.ended = true;
      this.announce(this.texts.over);
      this.onEnd();
    }
  }

  words(left) {
    if (left === 0) return this.isSure ? this.texts.over : this.texts.maybe_over;
    return this.isSure ? this.exactly(left) : this.texts.about.replace("{left}", this.exactly(left));
  }

  exactly(left) {
    const minutes = Math.floor(left / 60);
    const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
    if (left >= 3600) return fill(this.texts.left_hours, { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
    if (left >= 600) return fill(this.texts.left_minutes, { minutes });
    return fill(this.texts.left_seconds, { minutes, seconds: String(left % 60).padStart(2, "0") });
  }
}
