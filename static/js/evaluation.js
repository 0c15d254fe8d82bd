/* What is being answered stays in this tab until it is saved: a weak line, a reload or a wrong step back loses nothing.
   Nothing of it is kept when the tab is closed. What was sent, and what somebody else began, goes with the next page of
   an evaluation that is opened in this tab. */
const KEY = "evaluation:";

const form = document.querySelector("[data-evaluation-draft]");
const overview = document.querySelector("[data-evaluation]");

const read = (key) => {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
};

for (const name of Object.keys(sessionStorage)) {
  const isHere = form && name === KEY + form.dataset.evaluationDraft;
  if (name.startsWith(KEY) && !isHere && read(name)?.sent) sessionStorage.removeItem(name);
}

if (overview) {
  for (const slug of overview.dataset.filled.split(" ").filter(Boolean)) {
    sessionStorage.removeItem(`${KEY}${overview.dataset.evaluation} ${slug}`);
  }
}

if (form) {
  const key = KEY + form.dataset.evaluationDraft;
  const [owner] = form.dataset.evaluationDraft.split(" ");
  for (const name of Object.keys(sessionStorage)) {
    if (name.startsWith(KEY) && !name.startsWith(KEY + owner)) sessionStorage.removeItem(name);
  }
  const fields = [...form.elements].filter((field) => field.name.startsWith("q"));
  const draft = read(key);
  const asked = form.elements.asked.value;
  if (draft && draft.asked === asked) {
    for (const field of fields) {
      if (!(field.name in draft.answers)) continue;
      if (field.type === "radio") field.checked = field.value === draft.answers[field.name];
      else if (!field.value) field.value = draft.answers[field.name];
    }
  }
  const keep = (sent) => {
    const answers = {};
    for (const field of fields) {
      if (field.type !== "radio" || field.checked) answers[field.name] = field.value;
    }
    try {
      sessionStorage.setItem(key, JSON.stringify({ asked, answers, sent }));
    } catch {
      /* full or forbidden: the form works all the same */
    }
  };
  form.addEventListener("input", () => keep(false));
  form.addEventListener("submit", () => keep(true));
}
