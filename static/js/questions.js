/* The list of questions is fetched anew every few seconds: not while the page is hidden, nor while somebody has the focus
   in it, and less often while nothing arrives or nothing changes. Of a list that is as before only that is told. A whole
   room does not ask in the same moment. Without this, the page is loaded again. */
const place = document.querySelector("[data-live]");
const seconds = Number(place?.dataset.liveSeconds ?? 0);
const CALM = 6;
let failures = 0;
let unchanged = 0;
let version = "";
let timer = 0;

const wait = () => {
  clearTimeout(timer);
  const slower = 2 ** Math.min(failures, 4) * (unchanged > CALM ? 2 : 1);
  timer = setTimeout(renew, seconds * 1000 * slower * (0.8 + 0.4 * Math.random()));
};

async function renew() {
  if (document.hidden) return;
  if (!place.contains(document.activeElement)) {
    try {
      const address = new URL(place.dataset.live, location.href);
      address.searchParams.set("part", "list");
      const answer = await fetch(address, {
        credentials: "same-origin",
        cache: "no-store",
        headers: version ? { "If-None-Match": version } : {},
        redirect: "error",
        signal: AbortSignal.timeout(10000),
      });
      if (answer.status === 404) return;
      if (!answer.ok && answer.status !== 304) throw new Error(String(answer.status));
      unchanged = answer.status === 304 ? unchanged + 1 : 0;
      if (answer.ok) {
        const html = await answer.text();
        if (!place.contains(document.activeElement)) {
          place.innerHTML = html;
          version = answer.headers.get("ETag") ?? "";
        }
      }
      failures = 0;
    } catch {
      failures += 1;
    }
  }
  wait();
}

if (place && seconds) {
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) clearTimeout(timer);
    else renew();
  });
  wait();
}
