/* A picture or sound of a question is sent as soon as it is chosen, so that it is seen at once, here and in the preview.
   Where that fails the file stays in its field and goes with the form. */
const desk = document.querySelector("[data-question-desk]");

function show(box, { address, name, is_sound: isSound }) {
  const shown = box.querySelector("[data-media-shown]");
  const media = document.createElement(isSound ? "audio" : "img");
  if (isSound) {
    media.controls = true;
    media.setAttribute("aria-label", name);
  } else media.alt = "";
  media.src = address;
  const label = document.createElement("span");
  label.className = "media-input__name";
  label.textContent = name;
  shown.replaceChildren(media, label);
}

function say(box, text, tone = "") {
  const status = box.querySelector("[data-media-status]");
  status.textContent = text;
  status.dataset.tone = tone;
}

async function send(input) {
  const box = input.closest("[data-media-input]");
  const [file] = input.files;
  if (!file) return;
  say(box, desk.dataset.sending);
  const body = new FormData();
  body.append("file", file);
  body.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  try {
    const response = await fetch(desk.dataset.media, { method: "POST", body, headers: { Accept: "application/json" } });
    const answer = await response.json();
    if (response.status === 400) {
      input.value = "";
      say(box, answer.error, "error");
      return;
    }
    if (!response.ok) throw new Error(String(response.status));
    box.querySelector("[data-media-name]").value = answer.named;
    input.value = "";
    show(box, answer);
    const clear = box.querySelector("[data-media-clear]");
    clear.hidden = false;
    clear.querySelector("input").checked = false;
    say(box, desk.dataset.sent);
    dispatchEvent(new Event("question-media"));
  } catch {
    say(box, desk.dataset.unsent);
  }
}

if (desk) {
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-media-file]")) send(event.target);
  });
}
