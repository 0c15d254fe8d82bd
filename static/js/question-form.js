/* The author's form of a question shows what its kind needs. Without this script all fields stand there. */
document.addEventListener("DOMContentLoaded", () => {
  const kind = document.getElementById("id_type");
  if (!kind) return;

  function draw() {
    for (const panel of document.querySelectorAll("[data-kinds]")) {
      panel.hidden = !panel.dataset.kinds.split(" ").includes(kind.value);
    }
  }

  kind.addEventListener("change", draw);
  // Rows come as one adds them.
  new MutationObserver(draw).observe(kind.form, { childList: true, subtree: true });
  draw();
});
