/* Answers that people mark: counts the words of what is written, starts a drill and shows its clock, by the server's
   time. Without this script the same buttons send the form. */
import { cookieToken } from "../sending.js";

const rules = new Intl.PluralRules(document.documentElement.lang);
const isCopy = "copy" in document.documentElement.dataset;
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
const PAUSE_BEFORE_SAID = 3000;

function count(field) {
  const words = field.value.split(/\s+/).filter(Boolean).length;
  const { one, other, asked, below, above, least, most } = field.dataset;
  const off = words && words < Number(least) ? below : Number(most) && words > Number(most) ? above : "";
  const text = [fill(rules.select(words) === "one" ? one : other, { count: words }), asked, off].filter(Boolean).join(" · ");
  const shown = field.parentElement.querySelector("[data-count]");
  shown.textContent = text;
  shown.toggleAttribute("data-off", Boolean(off));
  clearTimeout(field.saying);
  field.saying = setTimeout(() => {
    if (document.activeElement === field) field.parentElement.querySelector("[data-count-spoken]").textContent = text;
  }, PAUSE_BEFORE_SAID);
}

document.addEventListener("input", ({ target }) => target.matches("[data-words]") && count(target));

const clockOf = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

/* In a copy from this device nobody knows the time; there the start stands in words. */
function runClock(box) {
  if (isCopy || box.running) return;
  box.running = true;
  const { opened, now, target, limit, full, falling, none, saidFalling, saidNone } = box.dataset;
  const begun = performance.now() - Math.max(0, Date.parse(now) - Date.parse(opened));
  const timer = box.querySelector("[data-drill-timer]");
  const spoken = box.querySelector("[data-drill-spoken]");
  let phase = null;
  const draw = () => {
    if (!box.isConnected) return;
    const passed = Math.max(0, Math.floor((performance.now() - begun - (box.returned ?? 0)) / 1000));
    const next = passed < target ? full : passed < limit ? falling : none;
    const left = clockOf(Math.max(0, (next === full ? target : limit) - passed));
    timer.textContent = fill(next, { elapsed: clockOf(passed), left });
    if (phase && phase !== next) spoken.textContent = next === falling ? saidFalling : saidNone;
    phase = next;
    setTimeout(draw, 1000);
  };
  draw();
}

/* In an outage whose time is given back, a drill's clock stood still. */
document.addEventListener("time-returned", ({ detail }) => {
  for (const box of document.querySelectorAll("[data-drill-open]")) {
    const opened = Date.parse(box.dataset.opened);
    for (const [start, end] of detail)
      box.returned = (box.returned ?? 0) + Math.max(0, Date.parse(end) - Math.max(opened, Date.parse(start)));
  }
});

/* The page that is kept for a reload without network has no scenario yet: it is fetched anew. */
async function keepAnew() {
  const name = `kept:${document.body.dataset.person}:attempt:${location.pathname.split("/")[2]}`;
  if (!window.caches || !(await caches.has(name))) return;
  const page = new Request(location.pathname, { headers: { Purpose: "prefetch" }, redirect: "error" });
  await (await caches.open(name)).add(page);
}

async function start(button) {
  const box = button.closest("[data-drill]");
  const status = box.querySelector("[data-drill-status]");
  if (box.starting) return;
  box.starting = true;
  status.textContent = button.dataset.starting;
  let response = null;
  try {
    response = await fetch(button.formAction, {
      method: "POST",
      headers: { "X-CSRFToken": cookieToken(), "X-Part": "drill", Accept: "text/html" },
      redirect: "manual",
      credentials: "same-origin",
      signal: AbortSignal.timeout(20000),
    });
  } catch {
    /* no network: said below */
  }
  box.starting = false;
  if (!response?.ok) {
    status.textContent = response?.status === 409 ? button.dataset.closed : button.dataset.unreached;
    return;
  }
  const part = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("[data-drill-open]");
  box.replaceWith(document.importNode(part, true));
  draw();
  document.querySelector(`[data-opened="${CSS.escape(part.dataset.opened)}"] [data-drill-scenario]`)?.focus();
  keepAnew().catch(() => {});
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-drill-start]");
  if (!button || button.disabled) return;
  event.preventDefault();
  start(button);
});

function draw() {
  for (const field of document.querySelectorAll("[data-words]")) count(field);
  for (const box of document.querySelectorAll("[data-drill-open]")) runClock(box);
}

draw();
