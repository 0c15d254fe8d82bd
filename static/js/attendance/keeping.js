/* Keeps this page on the phone, so that it opens without a signal: the page itself and the files that it is drawn with. */
import { filesIn, importsIn } from "../offline/files.js";

export async function keepPage(person, session) {
  const cache = await caches.open(`kept:${person}:check-in:${session}`);
  const page = await whole(location.pathname);
  const html = await page.clone().text();
  if (!html.includes(`data-person="${person}"`)) throw new Error("somebody else's");
  await cache.put(location.pathname, page);
  const files = filesIn(html, false);
  for (const file of files) {
    const response = await whole(file);
    if (/\.js$/.test(file)) for (const other of importsIn(await response.clone().text(), file)) files.add(other);
    await cache.put(file, response);
  }
}

async function whole(address) {
  const response = await fetch(address, { headers: { Purpose: "prefetch" }, cache: "no-cache", redirect: "error" });
  if (!response.ok) throw new Error(response.status);
  return response;
}
