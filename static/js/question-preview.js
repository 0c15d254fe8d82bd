/* The frame beside the author's form of a question follows what is typed: a moment after the last key the form goes to
   the server, which gives back the page that stands in the frame. Files stay here; they were sent when chosen. Without
   this script the button below the frame does the same. */
const QUIET = 900;
const desk = document.querySelector("[data-question-desk]");
const form = document.getElementById("w-editor-form");
const frame = desk?.querySelector("[data-preview-frame]");
const status = desk?.querySelector("[data-preview-status]");
let timer = 0;
let running = null;
let last = "";

function body() {
  const data = new FormData(form);
  const plain = new URLSearchParams();
  for (const [name, value] of data) if (typeof value === "string") plain.append(name, value);
  return plain;
}

async function draw({ anyway = false } = {}) {
  clearTimeout(timer);
  const sent = body();
  if (!anyway && sent.toString() === last) return;
  last = sent.toString();
  running?.abort();
  running = new AbortController();
  status.textContent = desk.dataset.seeing;
  try {
    const response = await fetch(desk.dataset.preview, { method: "POST", body: sent, signal: running.signal });
    if (response.status === 429) {
      status.textContent = desk.dataset.busy;
      timer = setTimeout(() => draw({ anyway: true }), 10000);
      return;
    }
    if (!response.ok || response.redirected) throw new Error(String(response.status));
    frame.srcdoc = await response.text();
    status.textContent = desk.dataset.seen;
  } catch (error) {
    if (error.name !== "AbortError") status.textContent = desk.dataset.unseen;
  }
}

/* Wagtail's editor of texts has no name of its own for those who hear the form. */
function nameEditors() {
  for (const box of form.querySelectorAll("[role=textbox]:not([aria-labelledby])")) {
    const panel = box.closest("section[aria-labelledby]");
    if (panel) box.setAttribute("aria-labelledby", panel.getAttribute("aria-labelledby"));
  }
}

function soon() {
  nameEditors();
  clearTimeout(timer);
  timer = setTimeout(draw, QUIET);
}

if (desk && form && frame) {
  for (const kind of ["input", "change"]) form.addEventListener(kind, soon);
  // The editor of texts writes into a hidden field without telling, and rows come and go.
  new MutationObserver(soon).observe(form, { childList: true, subtree: true, attributes: true, attributeFilter: ["value"] });
  addEventListener("question-media", () => draw({ anyway: true }));
  document.querySelector("[data-preview-now]").addEventListener("click", (event) => {
    event.preventDefault();
    draw({ anyway: true });
  });
  setTimeout(() => {
    nameEditors();
    draw();
  }, 400); // the texts' editors have begun by then
}
