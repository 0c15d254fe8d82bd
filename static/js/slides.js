/* A plain list of page pictures ([data-slides]) becomes a strip to turn page by page: by finger, buttons or arrow keys,
   on the full screen where the browser can. Pages beyond the first ones are fetched from their own address on the way.
   Without this module the list is read from top to bottom. */
const AHEAD = 3; /* so many pages before the last one that is here, the next part is fetched */

class Slides {
  constructor(section) {
    this.section = section;
    this.list = section.querySelector("[data-slides-list]");
    this.rest = section.querySelector("[data-slides-rest]");
    this.now = section.querySelector("[data-slides-now]");
    this.more = this.rest?.querySelector("a").href;
    this.count = Number(this.now.dataset.count);
    this.current = 1;
    this.setUp();
  }

  setUp() {
    this.section.classList.add("slides--strip");
    this.list.tabIndex = 0;
    this.list.setAttribute("aria-labelledby", this.section.getAttribute("aria-labelledby"));
    this.section.querySelector("[data-slides-controls]").hidden = false;
    if (this.rest) this.rest.hidden = true;
    this.watch = new IntersectionObserver((seen) => this.noteSeen(seen), { root: this.list, threshold: 0.6 });
    this.takeIn(this.list.children);
    this.section.addEventListener("click", (event) => {
      const step = event.target.closest("[data-slides-step]");
      if (step) this.goTo(this.current + Number(step.dataset.slidesStep));
    });
    this.list.addEventListener("keydown", (event) => this.turnByKey(event));
    this.setUpFullScreen();
    this.show(1);
    new ResizeObserver(() => this.goTo(this.current, "instant")).observe(this.list); /* a phone that is turned */
    this.followAddress();
    addEventListener("hashchange", () => this.followAddress());
  }

  setUpFullScreen() {
    const button = this.section.querySelector("[data-slides-full]");
    if (!document.fullscreenEnabled) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      if (document.fullscreenElement) document.exitFullscreen();
      else this.section.requestFullscreen().then(() => this.list.focus());
    });
    document.addEventListener("fullscreenchange", () => {
      const full = document.fullscreenElement === this.section;
      button.setAttribute("aria-pressed", String(full));
      for (const picture of this.list.querySelectorAll("img")) {
        picture.dataset.sizes ||= picture.sizes;
        picture.sizes = full ? "100vw" : picture.dataset.sizes;
      }
      this.goTo(this.current, "instant");
    });
  }

  takeIn(items) {
    for (const item of items) this.watch.observe(item);
  }

  noteSeen(seen) {
    const entry = seen.findLast((one) => one.isIntersecting);
    if (entry) this.show(Number(entry.target.dataset.slide));
  }

  show(number) {
    this.current = number;
    const words = this.now.dataset.words.replace("{number}", number).replace("{count}", this.count);
    if (this.now.textContent !== words) this.now.textContent = words;
    for (const button of this.section.querySelectorAll("[data-slides-step]")) {
      const at = number + Number(button.dataset.slidesStep);
      button.setAttribute("aria-disabled", String(at < 1 || at > this.count));
    }
    /* Tab passes the pages that are out of sight; a screen reader still finds all of them. */
    for (const item of this.list.children) {
      const words = item.querySelector("summary");
      if (words) words.tabIndex = item.dataset.slide === String(number) ? 0 : -1;
    }
    if (number + AHEAD > this.list.children.length) this.fetchMore();
  }

  async goTo(number, behavior) {
    const wanted = Math.min(Math.max(number, 1), this.count);
    while (wanted > this.list.children.length && this.more) {
      if (!(await this.fetchMore())) break;
    }
    const item = this.list.children[Math.min(wanted, this.list.children.length) - 1];
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.list.scrollTo({
      left: item.offsetLeft - this.list.firstElementChild.offsetLeft,
      behavior: behavior || (calm || Math.abs(wanted - this.current) > 1 ? "instant" : "smooth"),
    });
    this.show(Number(item.dataset.slide));
  }

  turnByKey(event) {
    if (event.target !== this.list || event.altKey || event.ctrlKey || event.metaKey) return;
    const to = {
      ArrowRight: this.current + 1,
      PageDown: this.current + 1,
      ArrowLeft: this.current - 1,
      PageUp: this.current - 1,
      Home: 1,
      End: this.count,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.goTo(to);
  }

  /* The next part of a long deck; false where there is none, or no network. */
  fetchMore() {
    if (!this.more) return Promise.resolve(false);
    this.fetching ||= this.fetchPart().finally(() => {
      this.fetching = undefined;
    });
    return this.fetching;
  }

  async fetchPart() {
    try {
      const answer = await fetch(this.more, { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) return false;
      const part = new DOMParser().parseFromString(await answer.text(), "text/html");
      const items = [...part.querySelectorAll("[data-slide]")].map((item) => document.importNode(item, true));
      this.list.append(...items);
      this.takeIn(items);
      const next = part.querySelector("a[rel='next']");
      this.more = next ? new URL(next.getAttribute("href"), answer.url).href : "";
      return items.length > 0;
    } catch {
      this.rest.hidden = false; /* the link to the other pages comes back */
      return false;
    }
  }

  /* #slide-<deck>-<number>, as the search leads to a page. */
  followAddress() {
    const prefix = this.list.firstElementChild.id.replace(/\d+$/, "");
    const wanted = location.hash.slice(1);
    if (!wanted.startsWith(prefix)) return;
    const number = Number(wanted.slice(prefix.length));
    if (!(number >= 1 && number <= this.count)) return;
    this.section.scrollIntoView({ block: "start" });
    this.goTo(number, "instant");
  }
}

for (const section of document.querySelectorAll("[data-slides]")) {
  if (section.querySelector("[data-slides-list]")) new Slides(section);
}
