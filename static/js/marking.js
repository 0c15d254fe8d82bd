/* The marking desk by keyboard, and drafts that are saved as one writes. Without this script the buttons do the same. */
import { pauseAfter } from "./sending.js";

const form = document.querySelector("[data-marking]");
const PAUSE = 1000;

if (form?.dataset.draft) {
  const status = form.querySelector("[data-draft-status]");
  const { draft, saved, saving, unsaved } = form.dataset;
  let timer = 0;
  let failures = 0;
  let isDirty = false;
  let isGiven = false;

  const later = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  };

  const send = (closing) =>
    fetch(draft, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new FormData(form),
      redirect: "manual",
      credentials: "same-origin",
      keepalive: closing,
      signal: closing ? undefined : AbortSignal.timeout(15000),
    });

  async function save() {
    if (!isDirty || isGiven) return;
    isDirty = false;
    status.textContent = saving;
    try {
      const response = await send(false);
      const facts = response.headers.get("Content-Type")?.startsWith("application/json") ? await response.json() : null;
      if (facts?.state === "refused") {
        status.textContent = facts.text;
        return;
      }
      if (!response.ok) throw new Error(String(response.status));
      failures = 0;
      status.textContent = saved;
    } catch {
      isDirty = true;
      status.textContent = unsaved;
      later(pauseAfter((failures += 1)));
    }
  }

  form.addEventListener("input", () => {
    isDirty = true;
    later(PAUSE);
  });
  form.addEventListener("submit", () => {
    isGiven = true;
    clearTimeout(timer);
  });
  window.addEventListener("pagehide", () => {
    if (isDirty && !isGiven) send(true).catch(() => {});
  });

  /* A digit chooses in the row that has the focus, nowhere else: in the comment it is a digit. */
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-next]"));
      return;
    }
    const row = event.target.closest("[data-rubric-row]");
    if (!row || event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return;
    const level = row.querySelector(`[data-key="${event.key}"]`);
    if (!level) return;
    event.preventDefault();
    level.checked = true;
    level.dispatchEvent(new Event("input", { bubbles: true }));
    const rows = [...form.querySelectorAll("[data-rubric-row]")];
    const next = rows[rows.indexOf(row) + 1];
    (next ? (next.querySelector("input:checked") ?? next.querySelector("input")) : form.querySelector("textarea")).focus();
  });

  if (!document.querySelector("[data-error-summary]")) {
    const open = [...form.querySelectorAll("[data-rubric-row]")].find((row) => !row.querySelector("input:checked"));
    open?.querySelector("input")?.focus({ preventScroll: true });
  }
}
