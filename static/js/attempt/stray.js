/* Answers that a closed page of a test left on this device are sent from whichever page comes next. What comes late
   stays here: the page of the result hands it over and says so. */
import { postJson } from "../sending.js";
import { Store } from "./store.js";

const PREFIX = "attempt:";
const wasLate = (attempt) => sessionStorage.getItem(`late:${attempt}`) !== null;

async function send(attempt) {
  const store = new Store(attempt);
  const answers = store.read();
  const { ok, facts } = await postJson(`/attempts/${attempt}/answers/`, { lease: "", answers });
  if (!ok || !facts?.revs) return;
  for (const slot of facts.gone) store.forget(slot, answers[slot].rev);
  for (const [slot, rev] of Object.entries(facts.revs)) store.forget(slot, rev);
  if (facts.late.length || facts.refused.length) sessionStorage.setItem(`late:${attempt}`, "");
}

for (const key of Object.keys(localStorage)) {
  const attempt = key.startsWith(PREFIX) ? key.slice(PREFIX.length) : "";
  if (attempt && !location.pathname.startsWith(`/attempts/${attempt}/`) && !wasLate(attempt)) await send(attempt);
}
