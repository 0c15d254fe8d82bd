/* Answers that a closed page of a test left on this device are sent from whichever page comes next. What comes late
   stays here: the page of the result hands it over and says so. So does what another device answered otherwise by the
   same revision: the page of the attempt shows it and sends it as a newer one. */
import { postJson } from "../sending.js";
import { noteSaved } from "./copy.js";
import { Store } from "./store.js";

const PREFIX = "attempt:";
const STAYS = "late:";
/* What the server had and did not take: sent no more, unless something new is with it. */
const stays = (attempt) => sessionStorage.getItem(STAYS + attempt) === localStorage.getItem(PREFIX + attempt);

async function send(attempt) {
  const store = new Store(attempt);
  const answers = store.read();
  const { ok, facts } = await postJson(`/attempts/${attempt}/answers/`, { lease: "", answers });
  if (!ok || !facts?.revs) return;
  for (const slot of facts.gone) store.forget(slot, answers[slot].rev);
  const isTie = (slot) => facts.others.includes(Number(slot));
  const isOwn = ([slot, { rev }]) => facts.revs[slot] === rev && !isTie(slot);
  noteSaved(attempt, Object.fromEntries(Object.entries(answers).filter(isOwn)));
  for (const [slot, rev] of Object.entries(facts.revs)) if (!isTie(slot)) store.forget(slot, rev);
  const isKnown = ([slot, { rev }]) => rev === answers[slot]?.rev; // nothing was answered meanwhile in another tab
  if (Object.entries(store.read()).every(isKnown)) sessionStorage.setItem(STAYS + attempt, localStorage.getItem(store.key) ?? "");
}

for (const key of Object.keys(localStorage)) {
  const attempt = key.startsWith(PREFIX) ? key.slice(PREFIX.length) : "";
  if (attempt && !location.pathname.startsWith(`/attempts/${attempt}/`) && !stays(attempt)) await send(attempt);
}
