/* Small helps for forms: a second press of the button sends nothing twice, a password can be looked at, a link with
   data-post (log out) is a POST, a refused form shows its list of errors first, and a file field speaks the language of
   the page: the field itself lies over its drawn button, so that it is found, named and pressed as before. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || "again" in form.dataset) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-disabled", "true");
});

/* Back from the next page, out of the browser's cache: the form may be sent again. */
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelector("[aria-disabled]")?.removeAttribute("aria-disabled");
  }
});

for (const box of document.querySelectorAll("[data-password]")) {
  const input = box.querySelector("input");
  const button = box.querySelector("button");
  button.hidden = false;
  const show = (visible) => {
    input.type = visible ? "text" : "password";
    button.textContent = visible ? button.dataset.hide : button.dataset.show;
    button.setAttribute("aria-label", visible ? button.dataset.hideLabel : button.dataset.showLabel);
  };
  show(false);
  button.addEventListener("click", () => show(input.type === "password"));
  input.form?.addEventListener("submit", () => show(false));
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-post]");
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  if (!link || !token || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const form = document.createElement("form");
  form.method = "post";
  form.action = link.href;
  form.hidden = true;
  const field = document.createElement("input");
  field.name = "csrfmiddlewaretoken";
  field.value = token;
  form.append(field);
  document.body.append(form);
  form.requestSubmit();
});

document.querySelector("[data-error-summary]")?.focus();

for (const input of document.querySelectorAll("input[type=file]")) {
  const { chooseFile, noFile, files } = document.body.dataset;
  const [box, button, name] = ["file", "button button--secondary", "file__name"].map((style) => {
    const part = document.createElement("span");
    part.className = style;
    return part;
  });
  const show = () => {
    const count = input.files.length;
    name.textContent = count > 1 ? files.replace("{count}", count) : (input.files[0]?.name ?? noFile);
  };
  button.textContent = chooseFile;
  button.ariaHidden = name.ariaHidden = "true";
  input.before(box);
  box.append(input, button, name);
  input.addEventListener("change", show);
  input.form?.addEventListener("reset", () => setTimeout(show));
  show();
}
