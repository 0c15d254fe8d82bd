/* Sends a form with a file by itself, so that the way is seen: name and size, progress, cancel, again. The server's
   answer decides: a redirect (told in X-Location, see core.middleware.FollowedRedirectMiddleware) is followed, a page
   with an error summary shows it here and keeps the file chosen. Anything else goes the plain way. In a larger form that
   sends itself otherwise (data-send-to) the file alone goes, by buttons of its own. */
import { cookieToken } from "./sending.js";

const language = document.documentElement.lang || "id";
const STEP_SPOKEN = 25;

export function sizeInWords(bytes) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  let unit = 0;
  let size = bytes;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: units[unit],
    unitDisplay: "short",
    maximumFractionDigits: unit > 1 && size < 100 ? 1 : 0,
  }).format(size);
}

const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/* To another place of this very page a browser would only scroll, and show it as it was. */
function leaveFor(target) {
  if (target.pathname + target.search !== location.pathname + location.search) return location.assign(target);
  location.hash = target.hash;
  return location.reload();
}

class Upload {
  constructor(box) {
    this.box = box;
    this.words = box.dataset;
    this.input = box.querySelector("input[type=file]");
    this.form = this.input.form;
    this.sendTo = box.dataset.sendTo ?? "";
    this.most = Number(box.dataset.most) || Infinity;
    this.zone = box.querySelector("[data-zone]");
    box.querySelector("[data-hint]").hidden = false;
    this.input.addEventListener("change", () => this.chosen());
    box.querySelector("[data-cancel]").addEventListener("click", () => this.request?.abort());
    for (const kind of ["dragover", "dragleave", "drop"]) {
      this.zone.addEventListener(kind, (event) => this.dragged(event));
    }
    if (this.input.files.length) this.chosen();
  }

  part(name) {
    return this.box.querySelector(`[data-${name}]`);
  }

  dragged(event) {
    event.preventDefault();
    this.box.classList.toggle("upload--over", event.type === "dragover");
    if (event.type !== "drop" || !event.dataTransfer.files.length || this.request) return;
    const taken = new DataTransfer();
    for (const file of [...event.dataTransfer.files].slice(0, this.input.multiple ? undefined : 1)) {
      taken.items.add(file);
    }
    this.input.files = taken.files;
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  get tooLarge() {
    return [...this.input.files].find((file) => file.size > this.most);
  }

  chosen() {
    const list = this.part("file");
    list.textContent = "";
    for (const file of this.input.files) {
      const size = document.createElement("span");
      size.textContent = ` · ${sizeInWords(file.size)}`;
      const line = document.createElement("span");
      line.className = "upload__name";
      line.append(file.name, size);
      list.append(line);
    }
    list.hidden = !this.input.files.length;
    this.trouble(this.sizeSentence());
  }

  sizeSentence() {
    const file = this.tooLarge;
    if (!file) return "";
    return fill(this.words.tooLarge, { size: sizeInWords(file.size), most: sizeInWords(this.most) });
  }

  trouble(sentence, again = false) {
    this.part("trouble").hidden = !sentence;
    this.part("trouble-text").textContent = sentence;
    this.part("again").hidden = !again;
    if (sentence) this.input.setAttribute("aria-invalid", "true");
    else this.input.removeAttribute("aria-invalid");
  }

  send(event) {
    if (this.sendTo && event.submitter?.getAttribute("formaction") !== this.sendTo) return;
    if (event.defaultPrevented || !window.FormData || !(this.sendTo || this.input.files.length)) return;
    event.preventDefault();
    if (this.request) return;
    if (!this.input.files.length) {
      this.trouble(this.words.choose);
      this.input.focus();
      return;
    }
    if (this.tooLarge) {
      this.trouble(this.sizeSentence());
      this.input.focus();
      return;
    }
    const button = event.submitter;
    const request = (this.request = new XMLHttpRequest());
    this.spoken = 0;
    this.trouble("");
    this.busy(true);
    request.upload.addEventListener("progress", (now) => this.moved(now));
    request.addEventListener("load", () => this.answered(request));
    request.addEventListener("error", () => this.ended(this.words.offline, true));
    request.addEventListener("abort", () => this.ended("", false, this.words.cancelled));
    request.open("POST", button?.getAttribute("formaction") || this.form.getAttribute("action") || location.href);
    request.setRequestHeader("X-Follow", "header");
    request.send(this.sendTo ? this.alone() : new FormData(this.form, button && this.form.contains(button) && button.name ? button : undefined));
  }

  alone() {
    const data = new FormData();
    data.append("csrfmiddlewaretoken", cookieToken() || this.form.elements.csrfmiddlewaretoken.value);
    for (const file of this.input.files) data.append(this.input.name, file);
    return data;
  }

  get buttons() {
    const all = [...this.form.elements].filter((one) => one.matches("button:not([data-cancel])"));
    return this.sendTo ? all.filter((one) => one.getAttribute("formaction") === this.sendTo) : all;
  }

  busy(is) {
    this.part("progress").hidden = !is;
    (this.sendTo ? this.box : this.form).setAttribute("aria-busy", String(is));
    for (const button of this.buttons) {
      if (is) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    }
    if (is) this.show(0, "");
  }

  show(percent, text) {
    this.part("progress").querySelector("progress").value = percent;
    this.part("figures").textContent = text;
  }

  moved(now) {
    if (!now.lengthComputable) return;
    const percent = Math.floor((now.loaded / now.total) * 100);
    const values = { sent: sizeInWords(now.loaded), size: sizeInWords(now.total), percent };
    this.show(percent, percent < 100 ? fill(this.words.sending, values) : this.words.checking);
    if (percent === 100) this.say(this.words.checking);
    else if (percent >= this.spoken + STEP_SPOKEN) {
      this.spoken = percent - (percent % STEP_SPOKEN);
      this.say(fill(this.words.spoken, { percent: this.spoken }));
    }
  }

  say(sentence) {
    this.part("spoken-here").textContent = sentence;
  }

  answered(request) {
    const target = request.getResponseHeader("X-Location");
    if (target) {
      this.say(this.words.leaving);
      leaveFor(new URL(target, location.href));
    } else if (request.status === 413) {
      this.ended(this.words.refusedSize);
    } else if (request.status >= 400 && request.status !== 422) {
      this.ended(fill(this.words.refused, { status: request.status }), true);
    } else {
      this.refused(new DOMParser().parseFromString(request.responseText, "text/html"), request.responseURL);
    }
  }

  /* The page that the server would have shown: its list of errors comes here, the file and all else stay filled in. */
  refused(page, address) {
    const summary = page.querySelector("[data-error-summary]");
    if (!summary) {
      location.assign(address);
      return;
    }
    this.ended("");
    for (const fresh of page.querySelectorAll("input[type=hidden][data-renewed]")) {
      const kept = this.form.elements.namedItem(fresh.name);
      if (kept) kept.value = fresh.value;
    }
    // Among all answers its list stands before the field that it is about.
    const place = this.sendTo ? this.box.parentElement : this.form;
    place.querySelector("[data-error-summary]")?.remove();
    if (place === this.form) place.prepend(document.importNode(summary, true));
    else this.box.before(document.importNode(summary, true));
    place.querySelector("[data-error-summary]").focus();
  }

  ended(sentence, again = false, spoken = "") {
    this.request = null;
    this.busy(false);
    this.trouble(sentence, again);
    this.say(spoken);
  }
}

for (const box of document.querySelectorAll("[data-upload]")) {
  const upload = new Upload(box);
  upload.form?.addEventListener("submit", (event) => upload.send(event));
}
