/* On the page without network: what this device has of tests and could not send, since when, and the file that takes it to
   the organiser by another way. The page is nobody's; what is told stands on the device itself. */
import { Parcel } from "../attempt/parcel.js";
import { Store } from "../attempt/store.js";
import { moment } from "./kept.js";

const box = document.querySelector("[data-unsent]");
const texts = JSON.parse(document.getElementById("unsent-data").textContent);
const language = document.documentElement.lang;
const rules = new Intl.PluralRules(language);
const plural = (name, count) =>
  (texts[`${name}_${rules.select(count)}`] ?? texts[`${name}_other`]).replace("{count}", count);

/* What attempt/copy.js keeps of it; of somebody else's test nothing but the answers is left. */
function keptOf(attempt) {
  try {
    return JSON.parse(localStorage.getItem(`attempt-kept:${attempt}`)) ?? {};
  } catch {
    return {};
  }
}

function words(answers, { wish }) {
  const count = answers.length;
  const moments = answers.map(({ at }) => Date.parse(at)).filter(Boolean);
  const since = moments.length ? texts.since.replace("{day}", moment(Math.min(...moments), language)) : "";
  return [count ? plural("unsent", count) : "", since, wish ? texts.wish : ""].filter(Boolean).join(" ");
}

function show(attempt) {
  const store = new Store(attempt);
  const kept = keptOf(attempt);
  const answers = Object.values(store.read());
  if (!answers.length && !kept.wish) return;
  const row = box.querySelector("template").content.firstElementChild.cloneNode(true);
  const link = row.querySelector("a");
  link.textContent = kept.title || texts.untitled;
  if (kept.title) link.href = `/attempts/${attempt}/`;
  else link.removeAttribute("href");
  row.querySelector("[data-unsent-text]").textContent = words(answers, kept);
  const now = () => new Date().toISOString();
  const { seal = null, person } = kept;
  new Parcel({ box: row.querySelector("[data-parcel]"), seal, attempt, person, now, store, texts, plural }).draw(true);
  box.querySelector("ul").append(row);
  box.hidden = false;
}

export function showUnsent() {
  try {
    const keys = Object.keys(localStorage).filter((key) => /^attempt(-kept)?:/.test(key));
    for (const attempt of new Set(keys.map((key) => key.slice(key.indexOf(":") + 1)))) show(attempt);
  } catch {
    /* nothing may be kept here */
  }
}
