/* On every page of who is logged in: the worker is told who reads, a copy says that it is one, and nobody logs out over
   progress that was not sent. Where the browser has no worker (or the site no https) the page works as ever. */
import { moment } from "./kept.js";

const { body, documentElement: root } = document;
const { person = "" } = body.dataset;

async function tell(message) {
  const worker = (await navigator.serviceWorker.ready).active;
  const { port1, port2 } = new MessageChannel();
  const heard = new Promise((done) => {
    port1.onmessage = done;
    setTimeout(done, 3000);
  });
  worker.postMessage(message, [port2]);
  return heard;
}

async function begin() {
  if (!navigator.serviceWorker) return;
  try {
    await navigator.serviceWorker.register("/sw.js");
    await tell({ type: "person", person, language: root.lang, isCopy: "copy" in root.dataset });
  } catch {
    /* forbidden here: nothing is kept, everything else works */
  }
}

function showCopy() {
  const bar = document.querySelector("[data-copy-bar]");
  if (!bar || !("copy" in root.dataset)) return;
  const isDated = !Number.isNaN(Date.parse(root.dataset.copy));
  const text = isDated ? bar.dataset.text.replace("{day}", moment(root.dataset.copy, root.lang)) : bar.dataset.undated;
  bar.querySelector("[data-copy-text]").textContent = text;
  bar.querySelector("button").addEventListener("click", () => location.reload());
  bar.hidden = false;
}

/* The server did not see this reading. */
async function noteReading() {
  const material = document.querySelector("[data-material]");
  if (!("copy" in root.dataset) || !material || !document.querySelector("[data-progress-state]")) return;
  const { report } = await queue();
  report(material.dataset.material, { kind: "opened", revision: Number(material.dataset.revision) || undefined });
}

/* Whom somebody at the door noted without a signal (attendance/store.js). */
function unsentCheckIns() {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith("check-in:"));
    return keys.reduce((sum, key) => sum + (Number(localStorage.getItem(key)) || 0), 0);
  } catch {
    return 0;
  }
}

/* What a quiz keeps of unsent answers (attempt/store.js) is as dear as what waits in the queue. */
function unsentAnswers() {
  try {
    const keys = Object.keys(localStorage);
    const wishes = keys.filter((key) => key.startsWith("attempt-kept:") && JSON.parse(localStorage.getItem(key))?.wish);
    const unsent = keys.filter((key) => key.startsWith("attempt:"));
    return new Set([...wishes, ...unsent].map((key) => key.slice(key.indexOf(":")))).size;
  } catch {
    return 0;
  }
}

/* What a quiz knows of somebody else's open attempt (attempt/copy.js) goes; what they did not send stays theirs. */
function forgetOthers() {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith("attempt-kept:") && JSON.parse(localStorage.getItem(key))?.person !== person) localStorage.removeItem(key);
    }
  } catch {
    /* nothing was kept */
  }
}

/* The address of progress.js is in the page, so that a device holds one state of it. */
const queue = () => import(body.dataset.progress);

async function leave(form, isSure) {
  const { flush, forget, waitingHere } = await queue();
  await Promise.race([flush(), new Promise((done) => setTimeout(done, 5000))]);
  const left = (await waitingHere({ ofAnybody: true })) + unsentAnswers() + unsentCheckIns();
  if (left && !isSure) {
    form.dataset.confirm = body.dataset.unsent.replace("{count}", left);
    form.dataset.confirmYes = body.dataset.unsentYes;
    form.requestSubmit();
    return;
  }
  await forget();
  try {
    for (const key of Object.keys(localStorage)) if (/^(attempt(-kept)?|check-in):/.test(key)) localStorage.removeItem(key);
    indexedDB.deleteDatabase("check-in");
    if (navigator.serviceWorker?.controller) await tell({ type: "forget" });
  } catch {
    /* nothing was kept */
  }
  form.submit();
}

const isLogout = (form) => person && new URL(form.action, location.href).pathname === body.dataset.logout;

/* In the capturing phase, as dialog.js asks in: what nobody wants to lose is said in its dialog. */
document.addEventListener(
  "submit",
  (event) => {
    if (!isLogout(event.target)) return;
    event.preventDefault();
    leave(event.target, Boolean(event.target.dataset.confirmed));
  },
  true,
);

if (person) forgetOthers();
showCopy();
noteReading();
begin();
/* Progress that an earlier page left behind is sent from whichever page comes next. */
if (person && mayWait()) queue();
if (person && !("copy" in root.dataset) && !document.querySelector("[data-attempt], [data-leftovers]") && unsentAnswers())
  import("../attempt/stray.js").catch(() => {});
if (person && !("copy" in root.dataset) && !document.querySelector("[data-desk]") && unsentCheckIns())
  import("../attendance/stray.js").catch(() => {});

function mayWait() {
  try {
    return localStorage.getItem("progress") !== null;
  } catch {
    return false;
  }
}
