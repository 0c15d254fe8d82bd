/* Joins the parts of the attempt page. Without this script the same form saves and hands in by its two buttons. */
import { ask, cookieToken, pauseAfter } from "../sending.js";
import { Contact } from "./contact.js";
import { Copy } from "./copy.js";
import { HandingIn } from "./handing-in.js";
import { Parcel } from "./parcel.js";
import { Practice } from "./practice.js";
import { Queue } from "./queue.js";
import { Sheet } from "./sheet.js";
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
const tab = crypto.getRandomValues(new Uint32Array(4)).join("-").slice(0, 40);
const rules = new Intl.PluralRules(language);
const TRIED_AFTER_THE_END = 24 * 3600 * 1000;
const FAILURES_UNTIL_A_FILE = 2;
/* Until the server gave this tab the lease it writes without one: revisions keep order, and nothing waits for it. */
let held = false;
let connecting = 0;
let attempts = 0;

const plural = (name, count) =>
  (texts[`${name}_${rules.select(count)}`] ?? texts[`${name}_other`]).replace("{count}", count);
const say = (text) => {
  find("announcer").textContent = text;
};

const sheet = new Sheet(form, texts);
/* Turns pages by itself. */
new Steps(form, texts, say);
const store = new Store(data.attempt);
const copy = new Copy({ attempt: data.attempt, person, title: document.querySelector("h1").textContent });
const serverTime = () => new Date(timer.now()).toISOString();
const queue = new Queue({
  url: urls.answers,
  token,
  lease: () => (held ? tab : ""),
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
  onLost: () => queue.waiting || show(unreachedText(), "waiting"),
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
const handingIn = new HandingIn({ form, sheet, queue, store, copy, urls, token, texts, plural, onUnreached: () => wish.make() });
const wish = new Wish({ form, sheet, queue, copy, handingIn, texts, plural, onTrouble: () => show(texts.session, "waiting") });
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

function show(text, tone) {
  const status = find("status");
  if (status.textContent !== text) status.textContent = text;
  status.dataset.tone = tone;
}

function savedText() {
  if (!queue.savedAt) return texts.nothing;
  const time = queue.savedAt.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
  return texts.saved.replace("{time}", time);
}

function changed({ kind, reason, facts, newer }) {
  if (facts) reached(facts);
  if (kind !== "sending") parcel.draw(queue.failures >= FAILURES_UNTIL_A_FILE || kind === "given up");
  if (kind === "failed" && reason === "signal") contact.lost(queue.begunAt);
  if (kind === "elsewhere") return elsewhere();
  if (kind === "saved") {
    for (const [slot, rev] of Object.entries(facts.revs)) sheet.revision(slot, rev);
    for (const [slot, text] of Object.entries(facts.readings ?? {})) sheet.reading(slot, text);
    if (facts.late.length) show(texts.late, "waiting");
    else if (facts.refused.length) show(texts.refused, "waiting");
    else if (facts.gone.length) show(texts.gone, "waiting");
    else if (newer.length) show(texts.newer, "waiting");
    else show(savedText(), "saved");
    if (!held && facts.state === "open") takeLease();
    if (facts.state === "closed") leave(facts.late.length ? 6000 : 1000);
    else wish.draw();
    return undefined;
  }
  if (kind === "sending") return undefined;
  if (kind === "given up") return show(plural("given_up", queue.waiting), "waiting");
  if (kind === "failed" && reason === "session") return show(texts.session, "waiting");
  if (kind === "failed" || queue.failures || !navigator.onLine) {
    const parts = [...(queue.savedAt ? [savedText()] : []), plural("waiting", queue.waiting), texts.kept];
    if (!queue.waiting) return show(unreachedText(), "waiting");
    if (timer.left() === 0 && timer.isSure) return show(plural("over", queue.waiting), "waiting");
    return show(parts.join(" · "), "waiting");
  }
  return show(texts.saving, "saving");
}

const unreachedText = () => [...(queue.savedAt ? [savedText()] : []), texts.no_signal].join(" · ");

/* The server has answered: its time counts, and a copy of the page is a copy no longer. */
function reached(facts) {
  timer.set(facts.now, facts.deadline);
  copy.note(timer.now(), true, facts.deadline, { atOnce: true });
  document.querySelector("[data-copy-bar]").hidden = true;
  contact.reached();
}

function heard(facts) {
  reached(facts);
  if (queue.stopped) return;
  if (facts.state === "closed" && !queue.waiting) closed();
  else if (find("status").textContent === unreachedText()) show(savedText(), "saved");
}

/* What was done to the attempt since the page was drawn, with its reason. */
function showNews(sentences) {
  const lines = sentences.map((text) => Object.assign(document.createElement("p"), { textContent: text }));
  find("news-text").append(...lines);
  find("news").hidden = false;
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

/* A copy was drawn before the last answers were saved. */
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

/* What this device has and the server has not: a reload in a dead spot brings it back and sends it. So does what
   another tab of this device was answered meanwhile. */
function merge() {
  for (const [slot, answer] of Object.entries(store.read())) {
    if (!data.answers[slot]) continue;
    if (answer.rev > queue.rev(slot)) {
      sheet.fill(slot, answer.value);
      queue.restore(slot, answer);
    } else if (answer.rev <= data.answers[slot].rev) {
      store.forget(slot, answer.rev);
    }
  }
}

async function takeLease() {
  const facts = await ask(urls.lease, { body: new URLSearchParams({ lease: tab }), token: token() });
  if (facts?.now) reached(facts);
  if (facts?.state === "closed" && !queue.waiting) closed();
  held = facts?.state === "open" || held;
  return facts?.state === "open";
}

async function checkClock() {
  const facts = await ask(urls.clock);
  if (facts?.now) heard(facts);
}

function elsewhere() {
  sheet.lock(true);
  show(texts.elsewhere, "waiting");
  sayUnsent();
  find("elsewhere").hidden = false;
  find("elsewhere").focus();
}

function sayUnsent() {
  find("elsewhere-waiting").textContent = queue.waiting ? plural("elsewhere", queue.waiting) : "";
}

/* Without the lease nothing is lost, so a page that does not reach the server only tries on. */
async function connect() {
  clearTimeout(connecting);
  if (queue.stopped) return;
  const isReached = held || (await takeLease());
  if (!isReached && !queue.isGivenUp()) connecting = setTimeout(connect, pauseAfter((attempts += 1)));
  else if (!queue.waiting) show(savedText(), "saved");
  await queue.flush();
  await wish.carryOut();
}

/* The other tab may have answered since this page was drawn: what waits here stays kept, the page is drawn anew. */
async function takeBack() {
  if (await takeLease()) location.reload();
}

/* The deadline is the server's, who may have moved it: asked first. What waits is sent within the grace, then the
   attempt is handed in; without signal the server does so by itself. An outage that is reported meanwhile may move it,
   too, and whose time goes on has not handed in. */
async function timeIsOver() {
  if (queue.stopped) return;
  await checkClock();
  if (!timer.left() && !queue.waiting) await contact.report(); // answers that wait bring it with them
  if (timer.left() || queue.stopped) return;
  show(queue.waiting ? plural("over", queue.waiting) : texts.closed, "waiting");
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
  else queue.flush().then((done) => done && !queue.failures && show(savedText(), "saved"));
});
form.addEventListener("click", (event) => {
  const jump = event.target.closest("[data-jump]");
  if (jump) document.getElementById(`q${jump.dataset.jump}`).focus({ preventScroll: true });
});
find("take-back").addEventListener("click", takeBack);

if (data.deadline) timer.offerSwitch(find("timer-switch"));

window.addEventListener("pagehide", () => queue.flush({ closing: true }));
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") queue.flush({ closing: true });
  else checkClock();
});
window.addEventListener("storage", (event) => {
  if (event.key !== store.key) return;
  queue.settle();
  if (queue.stopped) return sayUnsent();
  merge();
  queue.later();
});
window.addEventListener("online", connect);
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
else show(copy.isCopy ? unreachedText() : savedText(), copy.isCopy ? "waiting" : "saved");
wish.resume();
contact.start();
connect();
copy.keep();
