/* On the page without network: what waits on this device, and the courses that it keeps. Back in a signal the page that was
   asked for comes by itself, and what waits is sent from there. */
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
window.addEventListener("online", () => location.reload());
document.querySelector("[data-again]").addEventListener("click", () => location.reload());
