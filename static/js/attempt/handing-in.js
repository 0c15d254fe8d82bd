/* Asks before handing in, with the number of open questions; sends what waits first, then hands in. Where the server is not reached, the
   wish stays (wish.js). */
export class HandingIn {
  constructor({ form, sheet, queue, store, copy, urls, token, texts, plural, onUnreached }) {
    Object.assign(this, { form, sheet, queue, store, copy, urls, token, texts, plural, onUnreached });
    this.loggedOut = false;
    this.posting = null;
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
    const isSent = await this.queue.flush();
    const done = isSent && (await this.post());
    this.yes.disabled = false;
    if (done || this.queue.stopped) return;
    this.dialog.close();
    this.onUnreached(isSent ? this.loggedOut : this.queue.loggedOut);
  }

  /* The address of the result comes back; a repeated hand-in gives the first receipt again. */
  post() {
    this.posting ??= this.send().finally(() => {
      this.posting = null;
    });
    return this.posting;
  }

  async send() {
    try {
      const response = await fetch(this.urls.submit, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.token() },
        body: "{}",
        redirect: "manual",
        credentials: "same-origin",
        signal: AbortSignal.timeout(20000),
      });
      this.loggedOut = response.type === "opaqueredirect" || response.status === 403;
      if (!response.ok) return false;
      const facts = await response.json();
      this.queue.stop();
      this.store.clear();
      await this.copy.drop();
      location.replace(facts.next);
      return true;
    } catch {
      this.loggedOut = false;
      return false;
    }
  }
}
