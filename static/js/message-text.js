/* The text of a message in Wagtail's admin: the preview follows what is typed. Without this script its button draws it. */
const QUIET = 400;

const form = document.querySelector("[data-message-text] form");
const button = form?.querySelector("[data-preview]");
if (form && button) {
  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => form.requestSubmit(button), QUIET);
  });
}
