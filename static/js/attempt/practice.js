/* Practice: a question is checked at once, and its answer stands from then on. Without this script the button saves the
   form and the page comes back with what is told. */
export class Practice {
  constructor({ sheet, queue, token, texts, say }) {
    Object.assign(this, { sheet, queue, token, texts, say });
  }

  async check(button) {
    const box = button.closest("[data-slot]");
    const place = box.querySelector("[data-check-place]");
    button.disabled = true;
    const told = await this.ask(button.formAction);
    button.disabled = false;
    if (told?.state === "checked") {
      place.innerHTML = told.html; // our own server's, drawn by the same template as the page
      button.remove();
      this.sheet.settle(box.dataset.slot);
      place.tabIndex = -1; // a settled question takes no focus itself
      place.focus({ preventScroll: true });
    } else {
      place.textContent = told?.text ?? this.texts.unchecked;
    }
    this.say(place.textContent.replace(/\s+/g, " ").trim());
  }

  /* What was answered goes first: only a saved answer can be checked. */
  async ask(url) {
    await this.queue.flush();
    if (this.queue.waiting) return null;
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { "X-CSRFToken": this.token(), "Content-Type": "application/json" },
        body: "{}",
        redirect: "manual",
        credentials: "same-origin",
        signal: AbortSignal.timeout(10000),
      });
      return response.headers.get("Content-Type")?.startsWith("application/json") ? await response.json() : null;
    } catch {
      return null;
    }
  }
}
