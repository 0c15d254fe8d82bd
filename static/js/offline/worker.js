/* Answers from this device's copies when the network does not. It keeps nothing by itself but the frame of the site, and
   the page of an attempt for as long as that is open: what else is kept is chosen on a course's page (keep.js). The
   server puts `FRAME` and `VERSION` before this text.

   Caches: `frame:<version>`, which is nobody's; `kept:<person>:<course>` and `kept:<person>:attempt:<attempt>`, which
   the log-out empties. */
const PATIENCE = 4000;
const FINGERPRINT = /\.[0-9a-f]{12}\.\w+$/;
const OF_MATERIALS = /^\/(materials\/|speakers\/[0-9a-f-]+\/photo\/|attempts\/[0-9a-f-]+\/media\/)/;
const PICTURE = /^(\/materials\/[0-9a-f-]+\/(?:pictures\/\d+|slides\/\d+\/\d+)\/)\d+\/$/;
const OF_A_COURSE = /\/courses\/[^/]+\/\?topic=/; // a part of the list that is kept whole
const SEEN = "/offline/seen"; // in each kept cache: when the server last answered its person
const LONGEST_UNSEEN = 30 * 24 * 3600 * 1000;
const LONGEST_LEAP = 365 * 24 * 3600 * 1000; // further off is no absence but a clock that was wrong
const OF_AN_ATTEMPT = /^\/attempts\/([0-9a-f-]{36})\/(result\/)?$/;
const frame = `frame:${VERSION}`;

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("message", (event) => event.waitUntil(hear(event)));
addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(fromFrame(request));
  else if (OF_MATERIALS.test(url.pathname)) event.respondWith(fromMaterial(request, url));
  else if (request.mode === "navigate") event.respondWith(navigate(request, event));
});

/* Without the visitor's cookies: the frame shows nobody's name. */
async function install() {
  const cache = await caches.open(frame);
  const pages = FRAME.map((address) => new Request(address, { credentials: "omit", cache: "no-cache" }));
  await cache.addAll(pages);
  await skipWaiting();
}

async function activate() {
  for (const name of await caches.keys()) if (name.startsWith("frame:") && name !== frame) await caches.delete(name);
  await clients.claim();
}

/* {type: "person", person, language, isCopy}: who reads now; what others kept goes. {type: "forget"}: all that is kept
   goes. A page that came from the server, and not from a copy, shows that its person is still logged in. */
async function hear({ data, ports }) {
  if (data.type === "person") {
    await (await caches.open(frame)).put("/language", new Response(data.language));
    if (data.person) await forget((name) => !name.startsWith(`kept:${data.person}:`));
    if (data.person && !data.isCopy) await noteSeen();
    await forgetUnseen();
  }
  if (data.type === "forget") await forget(() => true);
  ports[0]?.postMessage("done");
}

async function forget(chosen) {
  for (const name of await caches.keys()) if (name.startsWith("kept:") && chosen(name)) await caches.delete(name);
}

async function noteSeen() {
  for (const name of await caches.keys())
    if (name.startsWith("kept:")) await (await caches.open(name)).put(SEEN, new Response(String(Date.now())));
}

/* Who was logged out by time, or elsewhere, and never came back leaves nothing here for ever. What is not dated yet
   begins to count now, and so does what a clock dated that was years away. */
async function forgetUnseen() {
  for (const name of await caches.keys()) {
    if (!name.startsWith("kept:")) continue;
    const cache = await caches.open(name);
    const seen = Number(await (await cache.match(SEEN))?.text());
    const unseen = Date.now() - seen;
    if (!seen || unseen < 0 || unseen > LONGEST_LEAP) await cache.put(SEEN, new Response(String(Date.now())));
    else if (unseen > LONGEST_UNSEEN) await caches.delete(name);
  }
}

async function kept(request) {
  for (const name of await caches.keys()) {
    if (!name.startsWith("kept:")) continue;
    const cache = await caches.open(name);
    const found = await cache.match(request, { ignoreVary: true });
    if (found) return { cache, found };
  }
  return null;
}

/* A file with a fingerprint never changes; others are asked for first. */
async function fromFrame(request) {
  const copy = await caches.match(request, { ignoreVary: true });
  if (copy && FINGERPRINT.test(new URL(request.url).pathname)) return copy;
  try {
    return await fetch(request);
  } catch (error) {
    if (copy) return copy;
    throw error;
  }
}

/* Pictures, documents and recordings that are kept are not fetched again. A picture is kept in one width. */
async function fromMaterial(request, url) {
  const same = PICTURE.exec(url.pathname);
  let copy = await kept(request.url);
  for (const width of same && !copy ? [640, 1280, 320, 720, 1440] : []) copy ??= await kept(`${same[1]}${width}/`);
  if (!copy) return request.mode === "navigate" ? navigate(request) : fetch(request);
  return request.headers.has("Range") ? part(request, copy.found) : copy.found;
}

async function part(request, response) {
  const whole = await response.blob();
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get("Range")) ?? [];
  if (from === undefined || (!from && !to)) return new Response(whole, { headers: response.headers });
  const start = from ? Number(from) : Math.max(0, whole.size - Number(to));
  const end = Math.min(from && to ? Number(to) : whole.size - 1, whole.size - 1);
  if (start > end) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${whole.size}` } });
  const type = response.headers.get("Content-Type") ?? "application/octet-stream";
  return new Response(whole.slice(start, end + 1, type), {
    status: 206,
    headers: {
      "Content-Type": type,
      "Content-Range": `bytes ${start}-${end}/${whole.size}`,
      "Content-Length": String(end - start + 1),
      "Accept-Ranges": "bytes",
    },
  });
}

/* The network first. Where it does not answer, or not soon, the copy, which says that it is one; else the page that
   tells what can be read here. */
async function navigate(request, event) {
  await forgetUnseen();
  const address = request.url.split("#")[0];
  const copy = (await kept(address)) ?? (OF_A_COURSE.test(address) ? await kept(address.split("?")[0]) : null);
  try {
    const answer = fetch(request);
    answer.catch(() => {});
    const first = copy ? await Promise.race([answer, pause(PATIENCE)]) : await answer;
    if (first && !(copy && first.status >= 500)) {
      const own = OF_AN_ATTEMPT.exec(new URL(address).pathname);
      if (own && event) event.waitUntil(noteAttempt(own, address, first.clone()));
      return first;
    }
  } catch {
    if (!copy) return withoutNetwork();
  }
  return marked(copy.found);
}

/* The page of an open attempt is kept for its person, as it came; an answer that is no such page ends that. Being led
   to the log-in says nothing about the attempt. */
async function noteAttempt([, attempt, isResult], address, response) {
  if (response.type === "opaqueredirect" || response.status >= 500) return;
  const html = response.ok && !isResult ? await response.clone().text() : "";
  const person = html.includes(" data-attempt ") ? /<body[^>]* data-person="([0-9a-f-]+)"/.exec(html)?.[1] : "";
  if (!person) {
    for (const name of await caches.keys()) if (name.endsWith(`:attempt:${attempt}`)) await caches.delete(name);
  } else if (!new URL(address).search) {
    await (await caches.open(`kept:${person}:attempt:${attempt}`)).put(address, response);
  }
}

const pause = (time) => new Promise((done) => setTimeout(done, time, null));

async function marked(response) {
  const html = await response.text();
  const at = response.headers.get("Date") ?? "";
  const headers = new Headers(response.headers);
  headers.delete("Content-Length");
  headers.delete("Content-Encoding");
  return new Response(html.replace("<html", `<html data-copy="${at.replace(/[^\w:, +-]/g, "")}"`), { headers });
}

async function withoutNetwork() {
  const cache = await caches.open(frame);
  const language = await (await cache.match("/language"))?.text();
  return (await cache.match(`/offline/?language=${language}`)) ?? (await cache.match("/offline/?language=id"));
}
