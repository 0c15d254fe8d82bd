/* Asks before handing in, with the number of open questions; sends what waits first, then hands in. */
export class HandingIn {
  constructor({ form, sheet, queue, store, urls, token, texts, plural }) {
    Object.assign(this, { form, sheet, queue, store, urls, token, texts, plural });
    this.dialog = form.querySelector("[data-confirm]");
    this.status = this.dialog.querySelector("[data-confirm-status]");
    this.yes = this.dialog.querySelector("[data-confirm-yes]");
    this.dialog.querySelector("[data-confirm-no]").addEventListener("click", () => this.dialog.close());
    this.yes.addEventListener("click", () => this.handIn());
  }

  ask() {
    const open = this.sheet.unanswered();
    const text = open ? this.plural("unanswered", open) : this.texts.all_answered;
    this.dialog.querySelector("[data-confirm-text]").textContent = text;
    this.status.textContent = "";
    this.dialog.showModal();
  }

  async handIn() {
    this.yes.disabled = true;
    this.status.textContent = this.texts.submitting;
    const done = (await this.queue.flush()) && (await this.post());
    if (!done) this.status.textContent = this.texts.submit_waits;
    this.yes.disabled = false;
  }

  /* The address of the result comes back; a repeated hand-in gives the first receipt again. */
  async post() {
    try {
      const response = await fetch(this.urls.submit, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.token },
        body: "{}",
        redirect: "manual",
        credentials: "same-origin",
        signal: AbortSignal.timeout(20000),
      });
      if (!response.ok) return false;
      const facts = await response.json();
      this.queue.stop();
      this.store.clear();
      location.assign(facts.next);
      return true;
    } catch {
      return false;
    }
  }
}
