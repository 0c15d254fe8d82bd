/* A tap on a picture of a gallery shows it large, with its neighbours by arrows and keys; the browser's own dialog keeps
   the focus and closes by Escape. Without this script the link leads to the picture. */
const dialog = document.getElementById("lightbox");
let links = [];
let place = 0;

function show(next) {
  place = (next + links.length) % links.length;
  const link = links[place];
  const small = link.querySelector("img");
  const large = dialog.querySelector("img");
  large.src = link.href;
  large.alt = small.alt;
  large.width = small.width;
  large.height = small.height;
  const said = [...(link.closest("figure").querySelector("figcaption")?.childNodes ?? [])];
  const words = said.map((part) => part.textContent.trim()).filter(Boolean);
  dialog.querySelector("[data-caption]").textContent = words.join(" · ");
  dialog.querySelector("[data-count]").textContent = `${place + 1} / ${links.length}`;
}

if (dialog) {
  for (const gallery of document.querySelectorAll("[data-gallery]")) {
    gallery.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      links = [...gallery.querySelectorAll("a")];
      show(links.indexOf(link));
      dialog.showModal();
    });
  }
  dialog.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]")?.dataset.step;
    if (step) show(place + Number(step));
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowRight") show(place + 1);
    if (event.key === "ArrowLeft") show(place - 1);
  });
  dialog.addEventListener("close", () => dialog.querySelector("img").removeAttribute("src"));
}
