/* The author's form of a test: each row shows what its kind needs, and the checks follow what is typed. Without this
   script all fields stand there, and the checks tell of what is saved. */
const PAUSE = 1200;

function drawRows(form) {
  for (const panel of form.querySelectorAll("[data-rows]")) {
    const row = panel.closest("[data-inline-panel-child]");
    const kind = row?.querySelector('select[name$="-kind"]');
    if (kind) panel.hidden = !panel.dataset.rows.split(" ").includes(kind.value);
  }
  /* One empty line more than there are topics. */
  for (const shares of form.querySelectorAll(".topic-shares")) {
    const lines = [...shares.children];
    const last = lines.findLastIndex((line) => line.querySelector("select").value || line.querySelector("input").value);
    lines.forEach((line, at) => (line.hidden = at > Math.max(1, last + 1)));
  }
}

function checkAsTyped(form, place) {
  let timer = 0;
  let asked = 0;

  async function check() {
    const number = (asked += 1);
    try {
      const response = await fetch(place.dataset.testChecks, {
        method: "POST",
        body: new FormData(form),
        credentials: "same-origin",
      });
      const html = await response.text();
      if (response.ok && !response.redirected && number === asked) place.innerHTML = html;
    } catch {
      /* No signal: what was told last stays. */
    }
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(check, PAUSE);
  }

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("click", (event) => event.target.closest("[data-inline-panel-child] button, [id$=-ADD]") && later());
}

document.addEventListener("DOMContentLoaded", () => {
  const place = document.querySelector("[data-test-checks]");
  const form = document.querySelector('select[name$="-kind"]')?.form ?? place?.closest("form");
  if (!form) return;
  form.addEventListener("change", () => drawRows(form));
  // Rows come as one adds them.
  new MutationObserver(() => drawRows(form)).observe(form, { childList: true, subtree: true });
  drawRows(form);
  if (place?.dataset.testChecks) checkAsTyped(form, place);
});
