/* Joins the parts of the attempt page. Without this script the same form saves and hands in by its two buttons. */
import { ask, cookieToken, pauseAfter } from "../sending.js";
import { Contact } from "./contact.js";
import { Copy } from "./copy.js";
import { HandingIn } from "./handing-in.js";
import { Lease } from "./lease.js";
import { Parcel } from "./parcel.js";
import { Practice } from "./practice.js";
import { Queue } from "./queue.js";
import { Sheet } from "./sheet.js";
import { Status } from "./status.js";
import { Steps } from "./steps.js";
import { Store } from "./store.js";
import { Timer } from "./timer.js";
import { Wish } from "./wish.js";

const data = JSON.parse(document.getElementById("attempt-data").textContent);
const form = document.querySelector("[data-attempt]");
const find = (name) => form.querySelector(`[data-${name}]`);
const { texts, urls } = data;
const { person } = document.body.dataset;
/* A log-in in another tab changes it; a copy of the page has an old one. */
const token = () => cookieToken() || form.elements.csrfmiddlewaretoken.value;
const language = document.documentElement.lang;
const rules = new Intl.PluralRules(language);
const TRIED_AFTER_THE_END = 24 * 3600 * 1000;
const FAILURES_UNTIL_A_FILE = 2;
let wasReached = false;

const plural = (name, count) =>
  (texts[`${name}_${rules.select(count)}`] ?? texts[`${name}_other`]).replace("{count}", count);
const say = (text) => {
  find("announcer").textContent = text;
};

const sheet = new Sheet(form, texts);
/* Turns pages by itself. */
new Steps(form, texts, say);
const store = new Store(data.attempt);
const copy = new Copy({ attempt: data.attempt, person, title: document.querySelector("h1").textContent, seal: data.seal });
const serverTime = () => new Date(timer.now()).toISOString();
const queue = new Queue({
  url: urls.answers,
  token,
  lease: () => lease.sent,
  store,
  copy,
  answers: data.answers,
  now: serverTime,
  isGivenUp: () => timer.isSure && timer.now() > timer.deadline + TRIED_AFTER_THE_END && timer.deadline !== null,
  before: () => contact.report(),
  onChange: changed,
});
const contact = new Contact({
  url: urls.contact,
  token,
  copy,
  queue,
  now: serverTime,
  isSure: () => timer.isSure,
  told: data.told,
  onFacts: heard,
  onLost: () => queue.waiting || status.showUnreached(),
  onNews: showNews,
});
const parcel = new Parcel({
  box: find("parcel"),
  seal: data.seal,
  attempt: data.attempt,
  person,
  now: serverTime,
  store,
  texts,
  plural,
});
const handingIn = new HandingIn({ form, sheet, queue, store, copy, urls, token, texts, plural, onUnreached: (loggedOut) => wish.make(loggedOut) });
const wish = new Wish({
  form,
  sheet,
  queue,
  copy,
  contact,
  handingIn,
  texts,
  plural,
  onTrouble: () => status.show(texts.session, "waiting"),
});
const practice = new Practice({ sheet, queue, token, texts, say });
const timer = new Timer({
  element: find("timer"),
  text: form.querySelector("[data-timer-text]"),
  announce: say,
  texts,
  plural,
  onEnd: timeIsOver,
  onTick: (now, isSure, deadline) => copy.note(now, isSure, deadline),
  onJump: checkClock,
});
const status = new Status({ element: find("status"), texts, plural, language, queue, timer });
const lease = new Lease({
  url: urls.lease,
  token,
  queue,
  sheet,
  status,
  box: find("elsewhere"),
  plural,
  texts,
  onFacts: reached,
  onClosed: closed,
  onHeld: () => wish.carryOut(),
});

function changed({ kind, reason, facts, newer }) {
  if (facts) reached(facts);
  if (kind !== "sending") parcel.draw(isFileOffered() || kind === "given up");
  if (kind === "failed" && reason === "signal") contact.lost(queue.begunAt);
  if (kind === "elsewhere") lease.lost();
  else if (kind === "saved") saved(facts, newer);
  else if (kind !== "sending") status.showWaiting({ kind, reason });
}

/* A copy of the page was drawn because nothing reached the server. */
const isFileOffered = () => queue.failures >= FAILURES_UNTIL_A_FILE || (copy.isCopy && !wasReached);

function saved(facts, newer) {
  for (const [slot, rev] of Object.entries(facts.revs)) sheet.revision(slot, rev);
  for (const [slot, text] of Object.entries(facts.readings ?? {})) sheet.reading(slot, text);
  status.showTaken(facts, newer);
  if (!lease.isHeld && facts.state === "open") lease.take();
  if (facts.state === "closed") leave(facts.late.length ? 6000 : 1000);
  else wish.draw();
}

/* The server has answered: its time counts, and a copy of the page is a copy no longer. */
function reached(facts) {
  wasReached = true;
  timer.set(facts.now, facts.deadline);
  copy.note(timer.now(), true, facts.deadline, { atOnce: true });
  document.querySelector("[data-copy-bar]").hidden = true;
  contact.reached();
}

function heard(facts) {
  reached(facts);
  if (queue.stopped) return;
  if (facts.state === "closed" && !queue.waiting) closed();
  else if (status.isUnreached) status.showSaved();
}

/* What was done to the attempt since the page was drawn, with its reason; and when it ends by now. */
function showNews(sentences, { returned, ends, opened }) {
  document.querySelector("[data-ends]").textContent = ends;
  const lines = sentences.map((text) => Object.assign(document.createElement("p"), { textContent: text }));
  find("news-text").append(...lines);
  find("news").hidden = false;
  wish.opened(opened);
  if (returned?.length) document.dispatchEvent(new CustomEvent("time-returned", { detail: returned }));
}

/* What an outage has cost may open it again: that is reported first, and the answer comes here once more. */
function closed() {
  if (contact.owes) contact.report();
  else leave();
}

async function leave(pause = 0) {
  queue.stop();
  await copy.drop();
  setTimeout(() => location.replace(urls.result), pause); // back leads to the test, not to a page that is over
}

/* The page was drawn before the last answers were saved. */
function catchUp() {
  for (const [slot, answer] of Object.entries(copy.answers(data.answers))) {
    if (!data.answers[slot] || answer.rev <= data.answers[slot].rev) continue;
    data.answers[slot] = answer;
    sheet.fill(slot, answer.value);
    sheet.revision(slot, answer.rev);
    queue.known(slot, answer.rev);
  }
  if (!copy.isCopy) return;
  if (copy.state.savedAt) queue.savedAt = new Date(copy.state.savedAt);
  document.querySelector("[data-copy-text]").textContent += ` ${texts.copy}`;
}

const isAnother = (one, other) => one.rev === other.rev && JSON.stringify(one.value) !== JSON.stringify(other.value);

/* What this device has and the server has not: a reload in a dead spot brings it back and sends it. So does what
   another tab of this device was answered meanwhile. Where another device came to the same revision, what waits here
   becomes a newer one. */
function merge() {
  for (const [slot, answer] of Object.entries(store.read())) {
    if (!data.answers[slot]) continue;
    if (answer.rev > queue.rev(slot)) {
      sheet.fill(slot, answer.value);
      queue.restore(slot, answer);
    } else if (answer.rev === queue.rev(slot) && isAnother(answer, data.answers[slot])) {
      sheet.fill(slot, answer.value);
      queue.put(slot, answer.value);
    } else if (answer.rev <= data.answers[slot].rev) {
      store.forget(slot, answer.rev);
    }
  }
}

async function checkClock() {
  const facts = await ask(urls.clock);
  if (facts?.now) heard(facts);
}

/* The deadline is the server's, who may have moved it: asked first. What waits is sent within the grace, then the
   attempt is handed in; without signal the server does so by itself. An outage that is reported meanwhile may move it,
   too, and whose time goes on has not handed in. */
async function timeIsOver() {
  if (queue.stopped) return;
  await checkClock();
  if (!timer.left() && !queue.waiting) await contact.report(); // answers that wait bring it with them
  if (timer.left() || queue.stopped) return;
  status.show(queue.waiting ? plural("over", queue.waiting) : texts.closed, "waiting");
  const isSent = await queue.flush();
  if (timer.left()) return;
  if (isSent) {
    if (queue.stopped) return;
    sheet.lock(true);
    if (!(await handingIn.post())) setTimeout(timeIsOver, pauseAfter(2));
  } else if (!queue.isGivenUp()) {
    setTimeout(timeIsOver, pauseAfter(2));
  }
}

function answer(event) {
  const slot = event.target.closest("[data-slot]")?.dataset.slot;
  if (!slot || event.target.type === "file") return;
  sheet.place(event.target);
  queue.put(slot, sheet.value(slot));
  sheet.draw(slot);
}

/* What is written counts as it is typed; what is chosen, once it is chosen. */
const isWritten = (target) => target.matches("textarea, input[type=text]");
form.addEventListener("input", (event) => isWritten(event.target) && answer(event));
form.addEventListener("change", (event) => isWritten(event.target) || answer(event));
form.addEventListener("submit", (event) => {
  if (event.submitter?.matches("[data-send-file]")) return; // upload.js sends it; without that, the whole form goes
  event.preventDefault();
  if (event.submitter?.matches("[data-submit]")) handingIn.ask();
  else if (event.submitter?.matches("[data-check]")) practice.check(event.submitter);
  else queue.flush().then((done) => done && !queue.failures && status.showSaved());
});
form.addEventListener("click", (event) => {
  const jump = event.target.closest("[data-jump]");
  if (jump) document.getElementById(`q${jump.dataset.jump}`).focus({ preventScroll: true });
});

timer.offerSwitch(find("timer-switch"));

window.addEventListener("pagehide", () => queue.flush({ closing: true }));
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") queue.flush({ closing: true });
  else checkClock();
});
window.addEventListener("storage", (event) => {
  if (event.key !== store.key) return;
  const hadWaiting = queue.waiting > 0;
  queue.settle();
  if (queue.stopped) return lease.sayUnsent();
  merge();
  /* Another tab has sent all of it, and may be the one that writes now. */
  if (hadWaiting && !queue.waiting && lease.isHeld) queue.flush({ asking: true });
  else if (hadWaiting && !queue.waiting) status.showSaved();
  else queue.later();
});
window.addEventListener("online", () => lease.connect());
window.addEventListener("offline", () => queue.waiting && changed({ kind: "pending" }));
/* Back and forward may show this page as it was frozen: it is drawn anew from what is saved and what waits. */
window.addEventListener("pageshow", (event) => event.persisted && location.reload());

if (matchMedia("(width < 40rem)").matches) form.querySelector(".attempt__map").open = false;
const { now, deadline, isSure } = copy.time(data);
catchUp();
timer.set(now, deadline, { isSure });
if (!copy.isCopy) copy.note(timer.now(), true, deadline, { atOnce: true });
timer.start();
merge();
if (queue.waiting) changed({ kind: "pending" });
else if (copy.isCopy) status.showUnreached();
else status.showSaved();
wish.opened(data.opened);
wish.resume();
contact.start();
lease.connect();
copy.keep();
