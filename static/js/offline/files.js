/* Which files a page is drawn with, so that it can be kept whole. */
const PLACES =
  "link[rel~=stylesheet], link[rel~=icon], script[src], img[src], use[href], audio, video, source, track, a[href^='/materials/']:not([data-no-pack]), body";

const isRecording = (address) => /^\/materials\/[^/]+\/recordings\//.test(address);

export function filesIn(html, withRecordings) {
  const found = new Set();
  for (const element of new DOMParser().parseFromString(html, "text/html").querySelectorAll(PLACES)) {
    for (const attribute of ["href", "src", "poster", "data-progress"]) {
      const address = element.getAttribute(attribute);
      if (!address?.startsWith("/") || (element.localName === "a" && address.includes("/pictures/"))) continue;
      const plain = address.split("#")[0];
      if (/^\/(static|materials|speakers\/[0-9a-f-]+\/photo)\//.test(plain) && (withRecordings || !isRecording(plain))) found.add(plain);
    }
  }
  return found;
}

/* What our modules import, they import by a plain address beside themselves. */
export function importsIn(code, address) {
  const base = new URL(address, location.href);
  return [...code.matchAll(/(?:from|import)\s*\(?["'](\.[^"']+)["']/g)].map((match) => new URL(match[1], base).pathname);
}
