/* Check-in on the phone of who stands at the door. Prepared once with a signal, it works without: what is noted waits
   here, signed, and goes out when a signal is back. */
import { cookieToken, pauseAfter, postJson } from "../sending.js";
import { moment } from "../offline/kept.js";
import { keepPage } from "./keeping.js";
import { NOT_YOURS, sendWaiting } from "./parcels.js";
import { keyFrom, signedEntry } from "./signing.js";
import { entriesOf, forgetEntries, forgetListsOfOthers, keepEntries, keepList, listOf } from "./store.js";

const desk = document.querySelector("[data-desk]");
const words = desk.dataset;
const session = words.desk;
const { person } = document.body.dataset;
const language = document.documentElement.lang;
const find = (name) => desk.querySelector(`[data-desk-${name}]`);
const SHOWN = 60; // a list of thousands is searched, not scrolled
const WORKER_SECONDS = 10;
const SOON = 500;

let list = null;
let waiting = []; // of every session
let refused = [];
let trouble = "";
let failures = 0;
let timer = 0;
let sending = null;

const say = (name, text) => (find(name).textContent = text);
const isExpired = () => list && Date.parse(list.expires) < Date.now();
const isToday = (at) => new Date(at).toDateString() === new Date().toDateString();
/* Whom the list knows as noted since another day may be noted again: the session may have been moved, which nobody can
   tell here without a signal. The server takes nobody twice. */
const isNoted = (one) => one.there && isToday(one.since ?? list.fetched);
const isHere = (entry) => entry.session === session;

async function prepare() {
  say("state", words.preparing);
  find("prepare").hidden = true;
  try {
    navigator.storage?.persist?.();
    await workerAtHand();
    const { ok, facts } = await postJson(words.device, {}, { token: cookieToken() });
    if (!ok) return draw(facts?.error ?? words.failed);
    const people = await fetchPeople();
    const key = await keyFrom(facts.key);
    await keepPage(person, session);
    list = { session, person, device: facts.device, key, expires: facts.expires, people, fetched: new Date().toISOString() };
    await keepList(list);
    draw();
  } catch {
    draw(words.failed);
  }
}

/* Without it the page that is kept would not open. */
const workerAtHand = () =>
  Promise.race([
    navigator.serviceWorker.ready,
    new Promise((_done, failed) => setTimeout(() => failed(new Error("no worker")), WORKER_SECONDS * 1000)),
  ]);

async function fetchPeople() {
  const response = await fetch(words.people, { headers: { Accept: "application/json" }, redirect: "error" });
  if (!response.ok) throw new Error(response.status);
  return (await response.json()).people;
}

/* Who was enrolled, or has scanned, since the list was fetched; where there is no signal it stays as it is. */
async function renew() {
  if (!list) return;
  try {
    list.people = await fetchPeople();
    list.fetched = new Date().toISOString();
    await keepList(list);
    draw();
  } catch {
    /* the button says it when it is pressed */
  }
}

async function load() {
  const own = await entriesOf(person);
  waiting = own.filter((entry) => !entry.refused);
  refused = own.filter((entry) => entry.refused);
}

function draw(failure = "") {
  const dated = (text, at) => text.replace("{day}", moment(at, language));
  const ready = () => `${dated(words.ready, list.expires)} ${dated(words.fetched, list.fetched ?? list.expires)}`;
  say("state", failure || (isExpired() ? words.expired : list ? ready() : words.fresh));
  find("prepare").hidden = false;
  find("prepare").textContent = list ? words.again : words.prepare;
  find("list").hidden = !list;
  const text = trouble === "login" ? words.waitingLogin : words.waiting;
  say("queue", waiting.length ? text.replace("{count}", waiting.length) : list ? words.sent : "");
  find("login").hidden = !(waiting.length && trouble === "login");
  find("send").hidden = !waiting.length;
  find("waiting").hidden = !waiting.length;
  find("names").replaceChildren(...waiting.map((entry) => line(entry, "")));
  find("refusals").hidden = !refused.length;
  find("refused").replaceChildren(...refused.map((entry) => line(entry, reasonOf(entry))));
  if (list) drawPeople();
}

const reasonOf = ({ refused: reason }) => (reason === NOT_YOURS ? words.notYours : reason);

function line({ name, at }, reason) {
  const text = `${name} · ${moment(at, language)}${reason ? ` · ${reason}` : ""}`;
  return Object.assign(document.createElement("li"), { textContent: text });
}

function drawPeople() {
  const wanted = find("search").value.toLocaleLowerCase(language).split(/\s+/).filter(Boolean);
  const fits = ({ name, office }) => wanted.every((word) => `${name} ${office}`.toLocaleLowerCase(language).includes(word));
  const found = list.people.filter(fits);
  const noted = new Set(waiting.filter(isHere).map((entry) => entry.enrolment));
  const isThere = (one) => isNoted(one) || noted.has(one.uid);
  say("count", `${list.people.filter(isThere).length} / ${list.people.length}`);
  const rows = found.slice(0, SHOWN).map((one) => row(one, noted.has(one.uid)));
  if (!rows.length) rows.push(Object.assign(document.createElement("li"), { textContent: words.none }));
  find("people").replaceChildren(...rows);
}

function row(one, isWaiting) {
  const item = desk.querySelector("template").content.firstElementChild.cloneNode(true);
  const button = item.querySelector("button");
  item.querySelector("[data-name]").textContent = one.name;
  item.querySelector("[data-office]").textContent = one.office;
  const isThere = isNoted(one);
  item.classList.toggle("is-there", isThere || isWaiting);
  button.textContent = isWaiting ? words.undo : isThere ? words.there : words.mark;
  button.setAttribute("aria-label", `${button.textContent}: ${one.name}`);
  button.disabled = !isWaiting && (isThere || isExpired());
  button.classList.toggle("button--secondary", isWaiting || isThere);
  button.addEventListener("click", () => {
    button.disabled = true; // until it is drawn anew
    if (isWaiting) undo(one);
    else note(one);
  });
  return item;
}

async function note(one) {
  const entry = { ...(await signedEntry(list, one.uid)), session, person, device: list.device, name: one.name };
  await keepEntries([entry]);
  await load();
  draw();
  find("search").select();
  send();
}

async function undo(one) {
  await sending; // what is on its way is no longer taken back here
  await forgetEntries(waiting.filter((entry) => isHere(entry) && entry.enrolment === one.uid));
  await load();
  draw();
}

function send() {
  clearTimeout(timer);
  if (!waiting.length) return;
  sending ??= sendAll().finally(() => (sending = null));
}

async function sendAll() {
  const outcome = await sendWaiting(person);
  const there = new Set(outcome.taken.filter(isHere).map((entry) => entry.enrolment));
  const since = new Date().toISOString();
  list?.people.forEach((one) => there.has(one.uid) && Object.assign(one, { there: true, since }));
  if (list && there.size) await keepList(list);
  await load();
  trouble = outcome.trouble;
  failures = trouble ? failures + 1 : 0;
  if (trouble) timer = setTimeout(send, pauseAfter(failures));
  else if (waiting.length) timer = setTimeout(send, SOON); // noted while the others were sent
  draw();
}

async function tryAgain() {
  await keepEntries(refused.map(({ refused: _reason, ...entry }) => entry));
  await load();
  draw();
  send();
}

async function dismiss() {
  await forgetEntries(refused);
  await load();
  draw();
}

async function start() {
  desk.hidden = false;
  try {
    if (!isSecureContext || !navigator.serviceWorker || !window.caches || !crypto.subtle) throw new Error("unable");
    await forgetListsOfOthers(person);
    list = (await listOf(session)) ?? null;
    await load();
  } catch {
    return say("state", words.unable);
  }
  find("prepare").addEventListener("click", prepare);
  find("send").addEventListener("click", send);
  find("search").addEventListener("input", drawPeople);
  find("retry").addEventListener("click", tryAgain);
  find("dismiss").addEventListener("click", dismiss);
  window.addEventListener("online", send);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
  draw();
  send();
  renew();
}

start();
