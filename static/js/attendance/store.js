/* What this phone keeps of check-in: for each session the list and the key, and the entries that were not sent. The key
   is one that a page can use and never read. */
const NAME = "check-in";

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

async function open() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("lists", { keyPath: "session" });
    request.result.createObjectStore("entries", { keyPath: "id" }).createIndex("session", "session");
  };
  return done(request);
}

async function within(store, mode, deed) {
  const database = await open();
  try {
    return await deed(database.transaction(store, mode).objectStore(store));
  } finally {
    database.close();
  }
}

export const listOf = (session) => within("lists", "readonly", (lists) => done(lists.get(session)));
export const keepList = (list) => within("lists", "readwrite", (lists) => done(lists.put(list)));

/* Names of people are nobody's who logs in after. What was noted and not sent stays for who noted it. */
export async function forgetListsOfOthers(person) {
  const lists = await within("lists", "readonly", (all) => done(all.getAll()));
  for (const list of lists) if (list.person !== person) await within("lists", "readwrite", (all) => done(all.delete(list.session)));
}

/* Of every session: those that wait, and those that the server refused (`refused` says why). */
export async function entriesOf(person) {
  const entries = await within("entries", "readonly", (all) => done(all.getAll()));
  return entries.filter((entry) => entry.person === person);
}

export async function keepEntries(entries) {
  await within("entries", "readwrite", (all) => Promise.all(entries.map((entry) => done(all.put(entry)))));
  await count(entries);
}

export async function forgetEntries(entries) {
  await within("entries", "readwrite", (all) => Promise.all(entries.map(({ id }) => done(all.delete(id)))));
  await count(entries);
}

/* For the question before a log-out, and for the pages that send what waits (offline/page.js): they cannot wait for a
   database. */
async function count(entries) {
  for (const session of new Set(entries.map((entry) => entry.session))) {
    const left = await within("entries", "readonly", (all) => done(all.index("session").count(session)));
    if (left) localStorage.setItem(`check-in:${session}`, left);
    else localStorage.removeItem(`check-in:${session}`);
  }
}
