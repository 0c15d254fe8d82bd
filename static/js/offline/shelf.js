/* On the page without network: what waits on this device, and the courses that it keeps. Back in a signal the page that was
   asked for comes by itself, and what waits is sent from there. */
import { pauseAfter } from "../sending.js";
import { allKept, megabytes, moment } from "./kept.js";
import { showUnsent } from "./unsent.js";

const shelf = document.querySelector("[data-shelf]");
const language = document.documentElement.lang;

async function show() {
  let kept = [];
  try {
    kept = await allKept();
  } catch {
    /* nothing may be kept here */
  }
  for (const { title, address, since, bytes } of kept) {
    const row = shelf.querySelector("template").content.cloneNode(true);
    const link = row.querySelector("a");
    link.textContent = title;
    link.href = address;
    row.querySelector("[data-since]").textContent = shelf.dataset.since.replace("{day}", moment(since, language));
    row.querySelector("[data-size]").textContent = megabytes(bytes, language);
    shelf.append(row);
  }
  shelf.hidden = !kept.length;
  document.querySelector("[data-nothing]").hidden = kept.length > 0;
}

showUnsent();
show();

/* A device may say that it is online before anything is reached, and may stay silent about it. */
let failures = 0;
let timer = 0;

async function look() {
  clearTimeout(timer);
  if (document.visibilityState === "visible") {
    const answer = await fetch("/sw.js", { method: "HEAD", cache: "no-store" }).catch(() => null);
    if (answer?.ok) return location.reload();
  }
  timer = setTimeout(look, pauseAfter((failures += 1)));
}

/* At its own address it stands for no other page that could come. */
if (location.pathname !== "/offline/") {
  timer = setTimeout(look, pauseAfter((failures += 1)));
  window.addEventListener("online", look);
  document.addEventListener("visibilitychange", look);
}
document.querySelector("[data-again]").addEventListener("click", () => location.reload());
