/* On the page of a course: keeps it readable on this device, its materials, pictures and documents, and its recordings if
   wished; says how far it is, since when it is there, and what stands in the way. */
import { filesIn, importsIn } from "./files.js";
import { factsOf, keepOnly, megabytes, moment, nameOf, writeFacts } from "./kept.js";

const box = document.querySelector("[data-keep]");
const texts = JSON.parse(document.getElementById("keep-texts").textContent);
const find = (name) => box.querySelector(`[data-keep-${name}]`);
const { person } = document.body.dataset;
const language = document.documentElement.lang;
const name = nameOf(person, box.dataset.keep);

/* Why a download breaks off: {full}, {signal}, or somebody pressed stop. */
class Interrupted extends Error {}

let list = null;
let stopped = null;

async function ask() {
  const response = await fetch(box.dataset.list, { headers: { Accept: "application/json" }, redirect: "error" });
  if (!response.ok) throw new Interrupted("signal");
  return response.json();
}

/* A page that is drawn for somebody else, or an error, is never kept. Told to the server as a look ahead: keeping is not
   reading. */
async function fetchWhole(address) {
  const options = { headers: { Purpose: "prefetch" }, cache: "no-cache", credentials: "same-origin", signal: stopped.signal };
  let response;
  try {
    response = await fetch(address, options);
  } catch {
    throw new Interrupted(stopped.signal.aborted ? "stopped" : "signal");
  }
  if (response.redirected) throw new Interrupted("signal");
  return response.status === 200 ? response : null;
}

async function put(cache, address, response) {
  const bytes = Number(response.headers.get("Content-Length") ?? 0);
  try {
    await cache.put(address, response);
  } catch (error) {
    if (stopped.signal.aborted) throw new Interrupted("stopped");
    throw new Interrupted(error.name === "QuotaExceededError" ? "full" : "signal");
  }
  return bytes;
}

async function keep(withRecordings) {
  const cache = await caches.open(name);
  const before = await factsOf(name);
  await writeFacts(name, { ...before, complete: false });
  const files = new Set();
  let bytes = 0;
  let done = 0;
  for (const page of list.pages) {
    const response = await fetchWhole(page);
    const html = await response?.clone().text();
    if (!html?.includes(`data-person="${person}"`)) throw new Interrupted("signal");
    for (const file of filesIn(html, withRecordings)) files.add(file);
    await put(cache, page, response);
    bytes += html.length;
    show("keeping", (done += 1), list.pages.length + files.size);
  }
  for (const file of files) {
    const response = await fetchWhole(file);
    if (response && /\.js$/.test(file)) for (const other of importsIn(await response.clone().text(), file)) files.add(other);
    if (response) bytes += await put(cache, file, response);
    show("keeping", (done += 1), list.pages.length + files.size);
  }
  await keepOnly(name, [...list.pages, ...files]);
  const { title, version, pages } = list;
  const since = new Date().toISOString();
  await writeFacts(name, { title, version, address: pages[0], since, bytes, withRecordings, complete: true });
}

async function hasRoom(needed) {
  const { quota, usage } = (await navigator.storage?.estimate?.()) ?? {};
  return !quota || quota - usage > needed * 1.1;
}

async function begin() {
  const withRecordings = find("recordings").querySelector("input").checked;
  stopped = new AbortController();
  show("keeping", 0, 1);
  try {
    list = await ask();
    if (!(await hasRoom(list.bytes.reading + (withRecordings ? list.bytes.recordings : 0)))) throw new Interrupted("full");
    navigator.storage?.persist?.();
    await keep(withRecordings);
    await draw();
  } catch (error) {
    await draw(error instanceof Interrupted ? error.message : "signal");
  }
}

async function remove() {
  await caches.delete(name);
  await draw();
}

function show(state, done = 0, of = 0) {
  box.dataset.state = state;
  const bar = find("progress");
  bar.hidden = state !== "keeping";
  bar.max = of || 1;
  bar.value = done;
  find("stop").hidden = state !== "keeping";
  if (state !== "keeping") return;
  find("text").textContent = texts.keeping.replace("{done}", done).replace("{of}", of);
  for (const other of ["do", "renew", "remove", "recordings"]) find(other).hidden = true;
}

async function draw(trouble = "") {
  const kept = await factsOf(name);
  const isThere = Boolean(kept?.since);
  const isOld = isThere && list && (kept.version !== list.version || !kept.complete);
  show(isThere ? "kept" : "none");
  const words = [];
  if (trouble && trouble !== "stopped") words.push(texts[trouble]);
  if (isThere) words.push(texts.since.replace("{day}", moment(kept.since, language)).replace("{size}", megabytes(kept.bytes, language)));
  if (isOld) words.push(texts.changed);
  else if (kept && !kept.complete) words.push(texts.unfinished);
  else if (!isThere && !trouble) words.push(texts.offer);
  if (list?.closed) words.push(texts.closed.replace("{count}", list.closed));
  find("text").textContent = words.join(" ");
  find("do").hidden = isThere || !list;
  find("renew").hidden = !isOld;
  find("remove").hidden = !kept;
  find("recordings").hidden = !list?.bytes.recordings || (isThere && !isOld);
  if (list) find("do").textContent = texts.keep.replace("{size}", megabytes(list.bytes.reading, language));
  if (list) {
    const size = megabytes(list.bytes.recordings, language);
    find("recordings").querySelector("span").textContent = texts.recordings.replace("{size}", size);
  }
}

async function start() {
  box.hidden = false;
  if (!isSecureContext || !navigator.serviceWorker || !window.caches) {
    find("text").textContent = isSecureContext ? texts.unable : texts.insecure;
    return;
  }
  try {
    await caches.has(name);
    list = await ask().catch(() => null);
    await draw();
  } catch {
    find("text").textContent = texts.unable;
  }
}

find("do").addEventListener("click", begin);
find("renew").addEventListener("click", begin);
find("remove").addEventListener("click", remove);
find("stop").addEventListener("click", () => stopped?.abort());
start();
