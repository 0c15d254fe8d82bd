/* Progress on its way to the server: kept on this device, under the name of the person who made it, until the server has
   taken it. Every entry has an id and a time of its own, so sending twice, late or out of order does no harm. */
import { pauseAfter, postJson } from "./sending.js";

const PAUSE = 1500;
const LONGEST_PARCEL = 40000; // characters; the server takes 64 kB, a closing page may leave behind as much in all
const MOST_ENTRIES = 100;
const person = document.body.dataset.person ?? "";

/* What this page reported and the server has not taken: at hand even while the page closes, or nothing may be kept. */
const fresh = new Map();
const listeners = new Set();
const state = { waiting: 0, failures: 0, reason: "", saved: false, refused: "" };
let latest = 0;
let timer = 0;
let running = null;
let opening = null;

/* {kind, ...data} about a material. With `instead`, a newer entry of the same name takes the place of one that waits. */
export function report(material, entry, { instead = "" } = {}) {
  if (!person) return "";
  const row = { ...entry, id: newId(), at: moment(), person, material, instead };
  for (const older of fresh.values()) if (instead && isReplaced(older, row)) fresh.delete(older.id);
  fresh.set(row.id, row);
  keep(row).then(changed);
  later(PAUSE);
  return row.id;
}

/* Called at once and after each change with {waiting, reason, saved, refused}; gives back how to stop that. */
export function onState(callback) {
  listeners.add(callback);
  callback({ ...state });
  return () => listeners.delete(callback);
}

/* Sends what this person has waiting; true when nothing waits any more. */
export async function flush() {
  if (!person) return true;
  clearTimeout(timer);
  running ??= alone(sendAll).finally(() => {
    running = null;
  });
  await running;
  return state.waiting === 0;
}

/* How many entries wait here, of this person or of anybody. */
export async function waitingHere({ ofAnybody = false } = {}) {
  const rows = await kept();
  return ofAnybody ? rows.length : rows.filter((row) => row.person === person).length;
}

/* At log-out: nothing of anybody stays on the device. The page has said what was not sent. */
export async function forget() {
  fresh.clear();
  await store("readwrite", (all) => all.clear());
  await changed();
}

/* First it lies there, then what it replaces goes: however early the page closes, one of both is kept. */
async function keep(row) {
  await store("readwrite", (all) => all.put(row));
  if (!row.instead) return;
  const older = (await kept()).filter((other) => isReplaced(other, row));
  if (older.length) await store("readwrite", (all) => older.forEach(({ id }) => all.delete(id)));
}

/* Never the row itself, nor what another tab said after it. */
const isReplaced = (older, row) =>
  older.id !== row.id &&
  older.at < row.at &&
  ["instead", "material", "kind", "person"].every((name) => older[name] === row[name]);

/* No two entries of a page are of one moment, so that of two words about one thing it is known which came later. */
function moment() {
  const now = Date.now();
  latest = now <= latest && latest - now < 1000 ? latest + 1 : now;
  return new Date(latest).toISOString();
}

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function later(delay) {
  clearTimeout(timer);
  timer = setTimeout(flush, delay);
}

/* Of several tabs one sends; the others look again later. */
function alone(work) {
  if (!navigator.locks) return work();
  return navigator.locks.request("dermaga-progress", { ifAvailable: true }, (lock) => (lock ? work() : later(2 * PAUSE)));
}

async function sendAll() {
  await changed();
  const own = (await kept()).filter((row) => row.person === person);
  for (const [material, rows] of grouped(own)) {
    let most = MOST_ENTRIES;
    while (rows.length) {
      const parcel = parcelOf(rows, most);
      const answer = await send(material, parcel);
      const named = answer.ours && answer.ok && answer.facts ? namedIn(answer.facts) : new Set();
      if (parcel.every(({ id }) => named.has(bare(id)))) {
        await letGo(rows.splice(0, parcel.length), answer.facts.refused[0]?.reason ?? "");
      }
      // Only our own server may say that nobody learns here, or that it cannot read this: a hotel's page may not.
      else if (answer.ours && answer.status === 404) await letGo(rows.splice(0), "gone");
      else if (answer.ours && [400, 413].includes(answer.status)) {
        if (parcel.length === 1) await letGo(rows.splice(0, 1), answer.facts?.error ?? "unreadable");
        most = 1;
      } else return failed(answer.loggedOut ? "session" : "signal");
    }
  }
  state.failures = 0;
  state.reason = "";
  if (own.length) state.saved = true;
  return changed();
}

/* Only what the server names, as taken or as refused for good, may go. */
const bare = (id) => id.replaceAll("-", "");
const namedIn = ({ taken, refused }) => new Set([...taken, ...refused.map(({ id }) => id)].map(bare));

function parcelOf(rows, most) {
  let length = 0;
  let count = 0;
  while (count < Math.min(rows.length, most) && (!count || length + JSON.stringify(rows[count]).length < LONGEST_PARCEL)) {
    length += JSON.stringify(rows[count]).length;
    count += 1;
  }
  return rows.slice(0, count);
}

/* The server is told whose entries these are: another tab may have logged somebody else in. */
function send(material, rows, closing = false) {
  const entries = rows.map(({ person: _person, material: _material, instead: _instead, ...entry }) => entry);
  return postJson(`/materials/${material}/progress/`, { person, entries }, { closing });
}

async function letGo(rows, refused) {
  for (const row of rows) fresh.delete(row.id);
  await store("readwrite", (all) => rows.forEach((row) => all.delete(row.id)));
  if (refused) state.refused = refused;
  await changed();
}

function failed(reason) {
  state.failures += 1;
  state.reason = reason;
  state.saved = false;
  later(pauseAfter(state.failures));
  return changed();
}

async function changed() {
  state.waiting = await waitingHere();
  flag(state.waiting > 0);
  for (const callback of listeners) callback({ ...state });
}

/* So that the next page knows, without opening a database, that something waits. */
function flag(waits) {
  try {
    if (waits) localStorage.setItem("progress", "waits");
    else localStorage.removeItem("progress");
  } catch {
    /* forbidden: the next page of a material sends it */
  }
}

function grouped(rows) {
  const groups = new Map();
  for (const row of rows.sort((one, other) => one.at.localeCompare(other.at))) {
    groups.set(row.material, [...(groups.get(row.material) ?? []), row]);
  }
  return groups;
}

/* IndexedDB, where the browser has one and lets us; else what this page remembers has to do. */
function database() {
  opening ??= new Promise((done, fail) => {
    const asked = indexedDB.open("dermaga-progress", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("entries", { keyPath: "id" });
    asked.onsuccess = () => {
      asked.result.onclose = () => {
        opening = null;
      };
      asked.result.onversionchange = () => {
        opening = null;
        asked.result.close();
      };
      done(asked.result);
    };
    asked.onerror = asked.onblocked = () => {
      opening = null; // the next entry asks again
      fail(asked.error);
    };
  });
  return opening;
}

async function store(mode, work) {
  try {
    const transaction = (await database()).transaction("entries", mode);
    const outcome = work(transaction.objectStore("entries"));
    transaction.commit?.(); // not only once this page has heard that all went well: it may be closing
    await new Promise((done, fail) => {
      transaction.oncomplete = done;
      transaction.onabort = transaction.onerror = () => fail(transaction.error);
    });
    return outcome?.result ?? null;
  } catch {
    return null;
  }
}

async function kept() {
  const rows = (await store("readonly", (all) => all.getAll())) ?? [];
  const found = new Map([...rows, ...fresh.values()].map((row) => [row.id, row]));
  return [...found.values()];
}

function closing() {
  if (!person) return;
  for (const [material, rows] of grouped([...fresh.values()])) send(material, parcelOf(rows, MOST_ENTRIES), true);
}

for (const line of document.querySelectorAll("[data-progress-state]")) {
  const rules = new Intl.PluralRules(document.documentElement.lang);
  const texts = line.dataset;
  onState(({ waiting, reason, saved, refused, failures }) => {
    const counted = (rules.select(waiting) === "one" && texts.waitingOne) || texts.waitingOther;
    const parts = [];
    if (waiting && (failures || !navigator.onLine)) parts.push(counted.replace("{count}", waiting));
    if (waiting && reason === "session") parts.push(texts.session);
    if (!waiting && refused) parts.push(texts.refused);
    else if (!waiting && saved) parts.push(texts.saved);
    const text = parts.join(" · ");
    if (line.textContent !== text) line.textContent = text;
    line.dataset.tone = waiting || refused ? "waiting" : "saved";
    line.hidden = !text;
  });
}

addEventListener("online", flush);
addEventListener("offline", changed);
addEventListener("pagehide", closing);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") closing();
  else flush();
});
flush();
