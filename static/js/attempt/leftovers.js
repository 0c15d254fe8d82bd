/* On the page of a result: what this device could not send before the attempt was closed is handed over now. It is kept
   apart, and the page says so. First goes what an outage has cost: where that opens the attempt again, its page sends
   the answers. */
import { ask, pauseAfter, postJson } from "../sending.js";
import { keptSpans } from "./contact.js";
import { Parcel } from "./parcel.js";
import { Store } from "./store.js";

const box = document.querySelector("[data-leftovers]");
const held = document.querySelector("[data-held]");
const { attempt, url } = box.dataset;
const token = box.querySelector("[name=csrfmiddlewaretoken]").value;
const rules = new Intl.PluralRules(document.documentElement.lang);
const store = new Store(attempt);
const { seal, texts } = JSON.parse(document.getElementById("parcel-data").textContent);
const parcel = new Parcel({
  box: document.querySelector("[data-parcel]"),
  seal,
  attempt,
  person: document.body.dataset.person,
  now: () => new Date().toISOString(),
  store,
  texts,
  plural: (name, count) => (texts[`${name}_${rules.select(count)}`] ?? texts[`${name}_other`]).replace("{count}", count),
});
const EVERY = 60000;
let failures = 0;

function say(name, count) {
  const text = box.dataset[`${name}${rules.select(count) === "one" ? "One" : "Other"}`];
  box.querySelector("[data-leftovers-text]").textContent = text.replace("{count}", count);
  box.hidden = false;
}

function keptCopy() {
  try {
    return JSON.parse(localStorage.getItem(`attempt-kept:${attempt}`)) ?? {};
  } catch {
    return {};
  }
}

/* The attempt is closed: what was kept to go on with it goes, once nothing waits that the page without network tells of. */
function forgetCopy() {
  try {
    localStorage.removeItem(`attempt-kept:${attempt}`);
  } catch {
    /* nothing was kept */
  }
}

/* The clock has handed in: no wish to do so is left, and what an outage has cost is told. */
function settle() {
  const copy = keptCopy();
  if (!copy.person) return;
  try {
    localStorage.setItem(`attempt-kept:${attempt}`, JSON.stringify({ ...copy, wish: false, unreached: null }));
  } catch {
    /* nothing was kept */
  }
}

/* True where the attempt goes on. */
async function reportOutage() {
  const copy = keptCopy();
  const unreached = copy.person === document.body.dataset.person ? keptSpans(copy) : [];
  if (!unreached.length) return false;
  const body = { waiting: Object.keys(store.read()).length, told: 0, unreached };
  const { status, facts } = await postJson(box.dataset.contact, body, { token });
  if (facts || (status && status < 500)) return facts?.state === "open";
  await new Promise((done) => setTimeout(done, pauseAfter((failures += 1))));
  return reportOutage();
}

async function send() {
  const answers = store.read();
  const count = Object.keys(answers).length;
  if (!count) return forgetCopy();
  const { ok, facts } = await postJson(url, { lease: "", answers }, { token });
  if (!ok || !facts) {
    say("waiting", count);
    setTimeout(send, pauseAfter((failures += 1)));
    parcel.draw(failures > 1);
    return;
  }
  for (const [slot, { rev }] of Object.entries(answers)) store.forget(slot, rev);
  parcel.draw(false);
  forgetCopy();
  if (facts.late.length) say("late", facts.late.length);
  else box.hidden = true; // all of it had arrived before
}

/* Others may confirm an outage later: then the test goes on here. Once that is out of the question, the result is shown. */
async function watch() {
  const facts = await ask(held.dataset.clock);
  if (facts?.state === "open") location.replace(box.dataset.page);
  else if (facts?.now && Date.parse(facts.now) >= Date.parse(held.dataset.held)) location.reload();
  else later();
}

const later = () => setTimeout(watch, EVERY + Math.random() * EVERY * 0.1);

if (held) later();
if (await reportOutage()) {
  forgetCopy();
  location.replace(box.dataset.page);
} else {
  settle();
  send();
}
