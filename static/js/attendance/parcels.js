/* Sends what waits on this phone, of every session, one parcel after the other by the device that signed it: a phone that
   was prepared anew has entries of both. What the server refuses stays here with its reason until somebody has read it,
   and stands in nobody else's way. Sent twice, an entry counts once. */
import { postJson } from "../sending.js";
import { entriesOf, forgetEntries, keepEntries } from "./store.js";

const AT_ONCE = 100;
/* Whoever noted these people stands at the door of the session no more: the server says nothing else about it. */
export const NOT_YOURS = "not-yours";

/* {taken, trouble}: the entries that the server has now, and why others still wait: "login", "signal" or nothing. */
export async function sendWaiting(person) {
  const taken = [];
  const waiting = (await entriesOf(person)).filter(({ refused }) => !refused);
  for (const own of parcelsOf(waiting)) {
    const [{ session, device }] = own;
    const entries = own.map(({ id, enrolment, at, signature }) => ({ id, enrolment, at, signature }));
    const answer = await postJson(`/sessions/${session}/check-in/entries/`, { device, entries });
    const reason = refusalIn(answer);
    if (answer.ok && answer.facts?.taken) taken.push(...(await settle(own, answer.facts)));
    else if (reason) await keepEntries(own.map((entry) => ({ ...entry, refused: reason })));
    else return { taken, trouble: answer.loggedOut ? "login" : "signal" };
  }
  return { taken, trouble: "" };
}

function parcelsOf(waiting) {
  const devices = new Map();
  for (const entry of waiting) devices.set(entry.device, [...(devices.get(entry.device) ?? []), entry]);
  const parcels = [];
  for (const own of devices.values()) for (let from = 0; from < own.length; from += AT_ONCE) parcels.push(own.slice(from, from + AT_ONCE));
  return parcels;
}

/* Only our own server may refuse: a hotel's page may not. */
function refusalIn({ ours, status, facts }) {
  if (!ours || ![400, 404, 409].includes(status)) return "";
  return facts?.error ?? NOT_YOURS;
}

async function settle(parcel, facts) {
  const reasons = new Map(facts.refused.map(({ id, reason }) => [id, reason]));
  const had = new Set(facts.taken);
  const taken = parcel.filter(({ id }) => had.has(id));
  const refused = parcel.filter(({ id }) => reasons.has(id));
  await forgetEntries(taken);
  await keepEntries(refused.map((entry) => ({ ...entry, refused: reasons.get(entry.id) })));
  return taken;
}
