/* Compares a PDF with the fingerprint of the certificate, in this browser: the file goes nowhere. Needs crypto.subtle,
   which browsers offer on HTTPS and localhost only; elsewhere the form below does the same by upload. Each outcome is
   a notice of the page, shown and read aloud. */
const LARGEST = 20 * 1024 * 1024;
const box = document.querySelector("[data-fingerprint]");
let latest = 0;

const tell = (outcome) => {
  for (const notice of box.querySelectorAll("[data-result]")) notice.hidden = notice.dataset.result !== outcome;
  const shown = box.querySelector(`[data-result="${outcome}"]`);
  box.querySelector("[data-announce]").textContent = shown.textContent.trim().replace(/\s+/g, " ");
};

const outcomeOf = async (file) => {
  if (file.size > LARGEST) return "large";
  const bytes = await file.arrayBuffer();
  if (new TextDecoder("latin1").decode(bytes.slice(0, 5)) !== "%PDF-") return "no-pdf";
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  const found = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return found === box.dataset.fingerprint ? "genuine" : "different";
};

const check = async (files) => {
  latest += 1;
  const turn = latest;
  if (files.length !== 1) return files.length && tell("several");
  tell("working");
  const outcome = await outcomeOf(files[0]).catch(() => "unreadable");
  if (turn === latest) tell(outcome);
};

if (box && globalThis.crypto?.subtle) {
  const area = box.querySelector("[data-drop]");
  const input = area.querySelector("input[type=file]");
  area.hidden = false;
  input.addEventListener("change", () => check(input.files));
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      area.classList.toggle("is-over", kind === "dragover");
      if (kind === "drop") check(event.dataTransfer.files);
    });
  }
}
