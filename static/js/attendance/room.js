/* The room's screen: the next code comes by itself when this one ends. A part that does not arrive is asked for again
   soon; a code that has run out is said to be one. */
const room = document.querySelector("[data-room]");
const place = room.querySelector("[data-room-code]");
const lost = room.querySelector("[data-room-lost]");
const AGAIN = 3000;
let timer = 0;

const secondsLeft = () => Number(place.querySelector("[data-seconds]")?.dataset.seconds) || 30;

async function next() {
  clearTimeout(timer);
  try {
    const options = { headers: { Accept: "text/html" }, redirect: "error", cache: "no-store", signal: AbortSignal.timeout(10000) };
    const response = await fetch(room.dataset.room, options);
    if (!response.ok) throw new Error(response.status);
    const part = new DOMParser().parseFromString(await response.text(), "text/html").querySelector(".room__screen");
    place.replaceChildren(part);
    lost.hidden = true;
    wait();
  } catch {
    lost.textContent = room.dataset.lost;
    lost.hidden = false;
    wait(AGAIN);
  }
}

/* A breath after the change, so that the server's clock has passed it. */
function wait(pause = secondsLeft() * 1000 + 300) {
  clearTimeout(timer);
  timer = setTimeout(next, pause);
}

wait();
/* A projector that slept shows an old code. */
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && next());
