/* Compares a dropped PDF with the fingerprint of the certificate, in this browser: the file goes nowhere. Needs
   crypto.subtle, which browsers offer on HTTPS and localhost only; elsewhere the form below does the same by upload. */
const box = document.querySelector("[data-fingerprint]");

const check = async (file) => {
  const bytes = await file.arrayBuffer();
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  const found = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const genuine = found === box.dataset.fingerprint;
  for (const notice of box.querySelectorAll("[data-result]")) {
    notice.hidden = (notice.dataset.result === "genuine") !== genuine;
  }
  box.querySelector("[data-announce]").textContent = genuine ? box.dataset.genuine : box.dataset.different;
};

if (box && globalThis.crypto?.subtle) {
  const area = box.querySelector("[data-drop]");
  const input = box.querySelector("input[type=file]");
  area.hidden = false;
  input.addEventListener("change", () => input.files.length && check(input.files[0]));
  for (const kind of ["dragover", "dragleave", "drop"]) {
    area.addEventListener(kind, (event) => {
      event.preventDefault();
      area.classList.toggle("drop-area--over", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) check(event.dataTransfer.files[0]);
    });
  }
}
