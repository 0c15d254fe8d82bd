/* Check-in on the phone of who stands at the door. Prepared once with a signal, it works without: what is noted waits
   here, signed, and goes out when a signal is back. */
import { cookieToken, pauseAfter, postJson } from "../sending.js";
import { moment } from "../offline/kept.js";
import { keepPage } from "./keeping.js";
import { keyFrom, signedEntry } from "./signing.js";
import { entriesOf, forgetEntries, forgetListsOfOthers, keepEntry, keepList, listOf } from "./store.js";

const desk = document.querySelector("[data-desk]");
const words = desk.dataset;
const session = words.desk;
const { person } = document.body.dataset;
const language = document.documentElement.lang;
const find = (name) => desk.querySelector(`[data-desk-${name}]`);
const SHOWN = 60; // a list of thousands is searched, not scrolled
const AT_ONCE = 100;

let list = null;
let waiting = [];
let failures = 0;
let timer = 0;
let sending = false;

const say = (name, text) => (find(name).textContent = text);
const isExpired = () => list && Date.parse(list.expires) < Date.now();

async function prepare() {
  say("state", words.preparing);
  find("prepare").hidden = true;
  try {
    navigator.storage?.persist?.();
    const { ok, facts } = await postJson(words.device, {}, { token: cookieToken() });
    if (!ok) return draw(facts?.error ?? words.failed);
    const response = await fetch(words.people, { headers: { Accept: "application/json" }, redirect: "error" });
    const { people } = await response.json();
    const key = await keyFrom(facts.key);
    await keepPage(person, session);
    list = { session, person, device: facts.device, key, expires: facts.expires, people };
    await keepList(list);
    draw();
  } catch {
    draw(words.failed);
  }
}

function draw(trouble = "") {
  const until = list && moment(list.expires, language);
  say("state", trouble || (isExpired() ? words.expired : list ? words.ready.replace("{day}", until) : words.fresh));
  find("prepare").hidden = Boolean(list) && !isExpired() && !trouble;
  find("list").hidden = !list;
  say("queue", waiting.length ? words.waiting.replace("{count}", waiting.length) : list ? words.sent : "");
  find("send").hidden = !waiting.length;
  if (list) drawPeople();
}

function drawPeople() {
  const wanted = find("search").value.toLocaleLowerCase(language).split(/\s+/).filter(Boolean);
  const fits = ({ name, office }) => wanted.every((word) => `${name} ${office}`.toLocaleLowerCase(language).includes(word));
  const found = list.people.filter(fits);
  const noted = new Set(waiting.map((entry) => entry.enrolment));
  const isThere = (one) => one.there || noted.has(one.uid);
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
  item.classList.toggle("is-there", one.there || isWaiting);
  button.textContent = isWaiting ? words.undo : one.there ? words.there : words.mark;
  button.setAttribute("aria-label", `${button.textContent}: ${one.name}`);
  button.disabled = (one.there && !isWaiting) || isExpired();
  button.classList.toggle("button--secondary", isWaiting || one.there);
  button.addEventListener("click", () => (isWaiting ? undo(one) : note(one)));
  return item;
}

async function note(one) {
  const entry = { ...(await signedEntry(list, one.uid)), session, person, device: list.device, name: one.name };
  await keepEntry(entry);
  waiting.push(entry);
  draw();
  find("search").select();
  send();
}

async function undo(one) {
  const own = waiting.filter((entry) => entry.enrolment === one.uid);
  waiting = waiting.filter((entry) => entry.enrolment !== one.uid);
  await forgetEntries(session, own.map((entry) => entry.id));
  draw();
}

/* One parcel after the other, by the device that signed it: a phone that was prepared anew has entries of both. */
async function send() {
  clearTimeout(timer);
  if (sending || !waiting.length) return;
  sending = true;
  const { device } = waiting[0];
  const parcel = waiting.filter((entry) => entry.device === device).slice(0, AT_ONCE);
  const entries = parcel.map(({ id, enrolment, at, signature }) => ({ id, enrolment, at, signature }));
  const { ok, status, facts } = await postJson(words.entries, { device, entries });
  sending = false;
  if (ok && facts) return taken(parcel, facts);
  if (facts?.error && [400, 404, 409].includes(status)) return draw(facts.error);
  failures += 1;
  timer = setTimeout(send, pauseAfter(failures));
}

async function taken(parcel, facts) {
  failures = 0;
  const refused = new Map(facts.refused.map(({ id, reason }) => [id, reason]));
  const gone = new Set([...facts.taken, ...refused.keys()]);
  for (const entry of parcel) {
    if (refused.has(entry.id)) tell(`${entry.name}: ${words.refused.replace("{reason}", refused.get(entry.id))}`);
    else if (gone.has(entry.id)) list?.people.filter(({ uid }) => uid === entry.enrolment).forEach((one) => (one.there = true));
  }
  waiting = waiting.filter((entry) => !gone.has(entry.id));
  await forgetEntries(session, [...gone]);
  if (list) await keepList(list);
  draw();
  if (gone.size) send();
}

const tell = (text) => find("refused").append(Object.assign(document.createElement("li"), { textContent: text }));

async function start() {
  desk.hidden = false;
  try {
    if (!isSecureContext || !window.caches || !crypto.subtle) throw new Error("unable");
    await forgetListsOfOthers(person);
    list = (await listOf(session)) ?? null;
    waiting = await entriesOf(session, person);
  } catch {
    return say("state", words.unable);
  }
  find("prepare").addEventListener("click", prepare);
  find("send").addEventListener("click", send);
  find("search").addEventListener("input", drawPeople);
  window.addEventListener("online", send);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
  draw();
  send();
}

start();
