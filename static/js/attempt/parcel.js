/* Where answers cannot be sent, they can be saved as a locked file and handed in by the organiser. The box shows itself
   once sending has failed for a while, and says plainly where a browser cannot do it. */
import { canSeal, sealed } from "./sealed.js";

export class Parcel {
  constructor({ box, seal, attempt, person, now, store, texts, plural }) {
    Object.assign(this, { box, seal, attempt, person, now, store, texts, plural });
    this.button = box.querySelector("[data-parcel-save]");
    this.status = box.querySelector("[data-parcel-status]");
    this.button.addEventListener("click", () => this.save());
  }

  draw(isWanted) {
    const count = Object.keys(this.store.read()).length;
    this.box.hidden = !isWanted || !count;
    if (this.box.hidden) return;
    this.button.hidden = !canSeal(this.seal);
    const words = this.button.hidden ? this.texts.parcel_impossible : this.plural("parcel", count);
    const line = this.box.querySelector("[data-parcel-text]");
    if (line.textContent !== words) line.textContent = words;
  }

  async save() {
    const name = `jawaban-${this.attempt.slice(-12)}.dermaga`;
    const contents = { attempt: this.attempt, person: this.person, at: this.now(), answers: this.store.read() };
    try {
      const file = new Blob([await sealed(contents, this.seal)], { type: "application/octet-stream" });
      const link = document.createElement("a");
      link.href = URL.createObjectURL(file);
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
      this.status.textContent = this.texts.parcel_saved.replace("{name}", name);
    } catch {
      this.status.textContent = this.texts.parcel_failed;
    }
  }
}
