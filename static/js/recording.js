/* Recordings of a material. Everything plays without this script; with it a reader goes on where the last device
   stopped, at the own speed, by keys, and jumps by the transcript. What was really played is told: `played` of the
   player knows it, whatever is jumped over or however fast. */
import { report } from "./progress.js";

const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2];
const JUMP = 10;
const TOLD_EVERY = 10; // seconds of playing
const NEAR_THE_END = 3;
const pageLoad = Math.random().toString(36).slice(2);
const article = document.querySelector("[data-material]");
const kept = JSON.parse(document.getElementById("watching")?.textContent ?? "null");

const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_whole, name) => values[name]);

function clock(seconds) {
  const mark = document.documentElement.lang === "en" ? ":" : ".";
  const whole = Math.floor(seconds);
  const hours = Math.floor(whole / 3600);
  const parts = [Math.floor((whole % 3600) / 60), whole % 60];
  if (hours) parts.unshift(hours);
  return parts.map((part, index) => (index ? String(part).padStart(2, "0") : part)).join(mark);
}

export function union(spans) {
  const found = [];
  for (const [start, end] of [...spans].sort((one, other) => one[0] - other[0])) {
    const last = found.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else if (end > start) found.push([start, end]);
  }
  return found;
}

class Recording {
  constructor(figure) {
    this.figure = figure;
    this.id = Number(figure.dataset.recording);
    this.player = figure.querySelector("video, audio");
    this.length = Number(figure.dataset.length);
    this.before = kept?.[this.id] ?? { spans: [], position: 0 };
    this.told = 0;
    this.offerToGoOn();
    this.beginWhereFound();
    this.showShare();
    this.speeds();
    this.keys();
    this.transcript();
    if (kept) this.watch();
  }

  part(name) {
    return this.figure.querySelector(`[data-${name}]`);
  }

  /* Going on */
  offerToGoOn() {
    const { position } = this.before;
    if (position < NEAR_THE_END || position > this.length - NEAR_THE_END) return;
    const line = this.part("resume");
    const button = line.querySelector("button");
    button.textContent = fill(this.figure.dataset.goOn, { time: clock(position) });
    button.addEventListener("click", () => this.playFrom(position));
    this.player.addEventListener("play", () => (line.hidden = true), { once: true });
    line.hidden = false;
  }

  /* ?t=30#block-…, as the search leads to what was said: ready there, and quiet until somebody plays it. */
  beginWhereFound() {
    const second = Number(new URLSearchParams(location.search).get("t"));
    const block = document.getElementById(location.hash.slice(1));
    if (block?.contains(this.figure) && second > 0 && second < this.length) this.player.currentTime = second;
  }

  playFrom(seconds) {
    const { player } = this;
    const go = () => {
      player.currentTime = seconds;
    };
    if (player.readyState >= HTMLMediaElement.HAVE_METADATA) go();
    else player.addEventListener("loadedmetadata", go, { once: true });
    player.play();
    player.focus();
  }

  /* What was played */
  get spans() {
    const { played } = this.player;
    return Array.from({ length: played.length }, (_none, index) => [played.start(index), played.end(index)]);
  }

  watch() {
    const { player } = this;
    player.addEventListener("timeupdate", () => {
      if (Math.abs(player.currentTime - this.told) >= TOLD_EVERY) this.tell();
    });
    for (const kind of ["pause", "ended", "seeked"]) player.addEventListener(kind, () => this.tell());
    addEventListener("pagehide", () => this.tell());
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.tell());
  }

  tell() {
    const { player } = this;
    // While it jumps, Chromium counts what it jumps over as played.
    if (!player.played.length || player.seeking) return;
    const spans = this.spans.map((span) => span.map((moment) => Math.round(moment * 10) / 10));
    const position = player.ended ? 0 : Math.round(player.currentTime * 10) / 10;
    const said = JSON.stringify([spans, position]);
    this.told = player.currentTime;
    this.showShare();
    if (said === this.said) return;
    this.said = said;
    report(article.dataset.material, { kind: "watched", recording: this.id, spans, position }, { instead: `${this.id} ${pageLoad}` });
  }

  showShare() {
    const line = this.part("watched-here");
    const spans = union([...this.before.spans, ...this.spans]);
    const share = (spans.reduce((sum, [start, end]) => sum + end - start, 0) / this.length) * 100;
    line.hidden = !kept || !spans.length;
    line.textContent = fill(this.figure.dataset.watched, { share: share >= 99.5 ? 100 : Math.floor(share) });
  }

  /* Speed, kept on this device for all recordings */
  speeds() {
    const label = this.part("speeds");
    this.select = label.querySelector("select");
    this.speed(Number(remembered()) || 1);
    this.select.addEventListener("change", () => this.speed(Number(this.select.value), true));
    this.player.addEventListener("play", () => this.speed(Number(remembered()) || 1));
    label.hidden = false;
  }

  speed(speed, isChosen = false) {
    if (!SPEEDS.includes(speed)) return;
    this.player.defaultPlaybackRate = speed;
    this.player.playbackRate = speed;
    this.select.value = String(speed);
    if (isChosen) remember(speed);
  }

  /* Keys, while the reader is in this recording */
  keys() {
    const { player } = this;
    const track = player.textTracks[0];
    const deeds = {
      k: () => (player.paused ? player.play() : player.pause()),
      j: () => (player.currentTime -= JUMP),
      l: () => (player.currentTime += JUMP),
      m: () => (player.muted = !player.muted),
      c: () => track && (track.mode = track.mode === "showing" ? "hidden" : "showing"),
      ",": () => this.speed(SPEEDS[SPEEDS.indexOf(player.playbackRate) - 1], true),
      ".": () => this.speed(SPEEDS[SPEEDS.indexOf(player.playbackRate) + 1], true),
    };
    this.figure.addEventListener("keydown", (event) => {
      const deed = deeds[event.key.toLowerCase()];
      if (!deed || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("select, input")) return;
      event.preventDefault();
      deed();
    });
    this.part("keys").hidden = false;
  }

  /* A sentence of the transcript plays what it says; the one that is heard is marked */
  transcript() {
    const box = this.part("cues");
    if (!box) return;
    const hint = document.createElement("p");
    hint.className = "meta";
    hint.lang = document.documentElement.lang;
    hint.textContent = box.dataset.hint;
    box.prepend(hint);
    this.cues = [...box.querySelectorAll("[data-at]")].map((words) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "recording__cue";
      button.textContent = words.textContent;
      const cue = { button, at: words.dataset.at / 1000, until: words.dataset.until / 1000 };
      button.addEventListener("click", () => this.playFrom(cue.at));
      words.replaceWith(button);
      return cue;
    });
    this.player.addEventListener("timeupdate", () => this.mark());
  }

  mark() {
    const now = this.player.currentTime;
    for (const { button, at, until } of this.cues) {
      const is = now >= at && now < until;
      if (is) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }
}

function remembered() {
  try {
    return localStorage.getItem("recording-speed");
  } catch {
    return null;
  }
}

function remember(speed) {
  try {
    localStorage.setItem("recording-speed", speed);
  } catch {
    // A browser that keeps nothing plays at the usual speed next time.
  }
}

for (const figure of document.querySelectorAll("[data-recording]")) new Recording(figure);
