/* What this device keeps: one cache for each person and course, with its facts inside. */
const FACTS = "/offline/kept.json";
const SEEN = "/offline/seen"; /* the worker's: when the server last answered this person */

export const nameOf = (person, course) => `kept:${person}:${course}`;

export async function factsOf(name) {
  if (!(await caches.has(name))) return null;
  const found = await (await caches.open(name)).match(FACTS);
  return found ? found.json() : null;
}

export async function writeFacts(name, facts) {
  const body = JSON.stringify(facts);
  await (await caches.open(name)).put(FACTS, new Response(body, { headers: { "Content-Type": "application/json" } }));
}

export async function allKept() {
  const names = (await caches.keys()).filter((name) => name.startsWith("kept:"));
  const found = await Promise.all(names.map(factsOf));
  return found.filter((facts) => facts?.since);
}

/* Everything but `addresses` goes: what the course no longer has. */
export async function keepOnly(name, addresses) {
  const wanted = new Set([...addresses, FACTS, SEEN].map((address) => new URL(address, location.href).href));
  const cache = await caches.open(name);
  for (const request of await cache.keys()) if (!wanted.has(request.url)) await cache.delete(request);
}

/* As everywhere, a time carries its zone. */
export function moment(at, language) {
  const parts = { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" };
  return new Date(at).toLocaleString(language, parts);
}

export function megabytes(bytes, language) {
  const [amount, unit] = bytes < 1e6 ? [bytes / 1e3, "kilobyte"] : [bytes / 1e6, "megabyte"];
  const digits = amount < 10 && unit === "megabyte" ? 1 : 0;
  return new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: digits }).format(amount);
}
