/* The list of questions is fetched anew every few seconds: not while the page is hidden, nor while somebody has the focus
   in it, and less often while nothing arrives. Without this, the page is loaded again. */
const place = document.querySelector("[data-live]");
const seconds = Number(place?.dataset.liveSeconds ?? 0);
let failures = 0;
let timer = 0;

const wait = () => {
  clearTimeout(timer);
  timer = setTimeout(renew, seconds * 1000 * 2 ** Math.min(failures, 4));
};

async function renew() {
  if (document.hidden) return;
  if (!place.contains(document.activeElement)) {
    try {
      const address = new URL(place.dataset.live, location.href);
      address.searchParams.set("part", "list");
      const answer = await fetch(address, {
        credentials: "same-origin",
        redirect: "error",
        signal: AbortSignal.timeout(10000),
      });
      if (answer.status === 404) return;
      if (!answer.ok) throw new Error(String(answer.status));
      const html = await answer.text();
      if (!place.contains(document.activeElement)) place.innerHTML = html;
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
