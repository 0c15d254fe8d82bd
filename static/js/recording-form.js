/* A recording's form in Wagtail's admin: a file that is too large is told before a byte is sent, and a long upload
   shows its way. Without this script the form is sent as any other. */
const input = document.querySelector("input[type=file][data-most-bytes]");
const form = input?.form;
const words = document.getElementById("recording-words")?.dataset ?? {};
const most = Number(input?.dataset.mostBytes) || Infinity;
const line = document.createElement("div");
const text = document.createElement("p");
const bar = document.createElement("progress");
let sending = false;

const megabytes = (bytes) =>
  new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(bytes / 1048576) + " MB";
const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_whole, name) => values[name]);

function say(sentence, { trouble = false, share = null } = {}) {
  text.textContent = sentence;
  line.toggleAttribute("data-trouble", trouble);
  bar.hidden = share === null;
  if (share !== null) bar.value = share;
}

function tooLarge() {
  const file = input.files[0];
  const is = file && file.size > most;
  say(is ? fill(words.tooLarge, { size: megabytes(file.size), most: megabytes(most) }) : "", { trouble: is });
  input.setCustomValidity(is ? text.textContent : "");
  return is;
}

function send(event) {
  if (!input.files.length || event.defaultPrevented) return;
  event.preventDefault();
  if (sending || tooLarge()) {
    event.stopImmediatePropagation();
    input.focus();
    return;
  }
  sending = true;
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    const percent = Math.floor((loaded / total) * 100);
    say(percent < 100 ? fill(words.sending, { percent }) : words.checking, { share: percent });
  });
  request.addEventListener("load", () => {
    const target = request.getResponseHeader("X-Location");
    sending = false;
    if (target) {
      location.assign(target);
      return;
    }
    refused(new DOMParser().parseFromString(request.responseText, "text/html"));
  });
  request.addEventListener("error", () => {
    sending = false;
    readyAgain();
    say(words.broken, { trouble: true });
  });
  addEventListener("beforeunload", stay);
  say(fill(words.sending, { percent: 0 }), { share: 0 });
  request.open("POST", form.getAttribute("action") || location.href);
  request.setRequestHeader("X-Follow", "header");
  request.send(new FormData(form));
}

/* The faults that the answer names, beside the fields that they are about; what was chosen stays chosen. */
function refused(page) {
  const here = form.querySelectorAll("[data-field-errors]");
  const there = page.querySelectorAll("#w-editor-form [data-field-errors]");
  here.forEach((box, index) => {
    box.replaceChildren(...[...(there[index]?.childNodes ?? [])].map((node) => document.importNode(node, true)));
  });
  say(words.refused, { trouble: true });
  readyAgain();
  [...here].find((box) => box.textContent.trim())?.scrollIntoView({ block: "center" });
}

/* Wagtail's buttons wait for the next page after a press; here it does not come. */
function readyAgain() {
  for (const button of form.querySelectorAll("[data-controller~=w-progress]")) {
    button.dataset.wProgressLoadingValue = "false";
    button.disabled = false;
  }
}

function stay(event) {
  if (sending) event.preventDefault();
}

if (form) {
  line.className = "recording-sending";
  line.setAttribute("role", "status");
  bar.max = 100;
  bar.hidden = true;
  line.append(text, bar);
  input.after(line);
  input.addEventListener("change", tooLarge);
  form.addEventListener("submit", send, { capture: true });
}
