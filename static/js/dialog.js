/* <button data-dialog="id"> opens <dialog id>; inside it, [data-close] and a click beside it close it. The browser
   keeps the focus in and gives it back. A form with data-confirm="sentence" asks first, in the page's own dialog
   (#confirm, in base.html); data-confirm-yes names what will be done. The server is told that it was asked: without
   this script it asks on a page of its own (core/confirming.py). */
function ask(sentence, yes, danger) {
  const dialog = document.getElementById("confirm");
  dialog.querySelector("[data-sentence]").textContent = sentence;
  const button = dialog.querySelector("[value='yes']");
  button.textContent = yes || button.dataset.yes;
  button.classList.toggle("button--danger", Boolean(danger));
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true });
  });
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog).showModal();
  const dialog = event.target.closest("dialog");
  if (dialog && (event.target === dialog || event.target.closest("[data-close]"))) dialog.close();
});

/* In the capturing phase: before forms.js takes the button away. */
document.addEventListener(
  "submit",
  async (event) => {
    const form = event.target;
    const button = event.submitter;
    const sentence = button?.dataset.confirm || form.dataset.confirm;
    if (!sentence || form.dataset.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const danger = button?.classList.contains("button--danger");
    if (!(await ask(sentence, button?.dataset.confirmYes || form.dataset.confirmYes, danger))) return;
    form.dataset.confirmed = "yes";
    const asked = document.createElement("input");
    Object.assign(asked, { type: "hidden", name: "confirmed", value: "1" });
    form.append(asked);
    form.requestSubmit(button);
    asked.remove();
    delete form.dataset.confirmed;
  },
  true,
);
