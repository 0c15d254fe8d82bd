/* A paper in pages: all its questions are there, and one page of them shows. Without this script it is one long page. */
export class Steps {
  constructor(form, texts, say) {
    this.boxes = [...form.querySelectorAll("[data-slot]")];
    this.heads = [...form.querySelectorAll("[data-section-head]")];
    const { paging } = form.dataset;
    this.keyOf = (box) => (paging === "question" ? box.dataset.slot : box.dataset.section);
    this.pages = paging === "one" ? [] : [...new Set(this.boxes.map(this.keyOf))];
    if (this.pages.length < 2) return;
    this.texts = texts;
    this.say = say;
    this.bar = form.querySelector("[data-steps]");
    this.last = form.querySelector("#submit");
    this.bar.hidden = false;
    this.bar.querySelector("[data-step-back]").addEventListener("click", () => this.go(this.page - 1));
    this.bar.querySelector("[data-step-next]").addEventListener("click", () => this.go(this.page + 1));
    /* Before the link does its work, so that what it leads to is there. */
    form.addEventListener("click", (event) => this.follow(event.target.closest("[data-jump]")), true);
    this.show(this.pageAt(location.hash));
  }

  pageAt(hash) {
    if (hash === "#submit") return this.pages.length - 1;
    const box = this.boxes.find((one) => `#${one.id}` === hash);
    return box ? this.pages.indexOf(this.keyOf(box)) : 0;
  }

  follow(jump) {
    if (jump) this.show(this.pageAt(jump.hash));
  }

  show(page) {
    this.page = page;
    const shown = this.boxes.filter((box) => this.keyOf(box) === this.pages[page]);
    const sections = new Set(shown.map((box) => box.dataset.section));
    for (const box of this.boxes) box.hidden = !shown.includes(box);
    for (const head of this.heads) head.hidden = !sections.has(head.dataset.sectionHead);
    this.last.hidden = page < this.pages.length - 1;
    this.bar.querySelector("[data-step-back]").disabled = page === 0;
    this.bar.querySelector("[data-step-next]").disabled = page === this.pages.length - 1;
    const text = this.texts.page.replace("{page}", page + 1).replace("{pages}", this.pages.length);
    this.bar.querySelector("[data-step-text]").textContent = text;
    return shown[0];
  }

  go(page) {
    const first = this.show(page);
    history.replaceState(null, "", `#${first.id}`); // a reload comes back to this page
    const head = this.heads.find((one) => !one.hidden && one.dataset.sectionHead === first.dataset.section);
    (head ?? first).scrollIntoView({ block: "start" });
    first.focus({ preventScroll: true });
    this.say(this.bar.querySelector("[data-step-text]").textContent);
  }
}
