/* The page on which a batch is closed: totals follow what is entered. The server counts again by the same rule. */
const STEP = { down: 1, half_up: 1, exact: 0.01 };

function rounded(hours, rounding) {
  const steps = hours / STEP[rounding];
  return (rounding === "down" ? Math.floor(steps + 1e-9) : Math.round(steps + 1e-9)) * STEP[rounding];
}

function shown(number) {
  return new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 2 }).format(number);
}

function byRule(line, form) {
  const from = Date.parse(line.querySelector("[data-from]").value);
  const until = Date.parse(line.querySelector("[data-until]").value);
  const seconds = (until - from) / 1000;
  if (!(seconds > 0)) return 0;
  if (seconds === line.dataset.ends - line.dataset.starts) return Number(line.dataset.planned);
  return rounded(Math.floor(seconds / 60) / Number(form.dataset.minutes), form.dataset.rounding);
}

function count(form) {
  let [total, delivered, undecided] = [0, 0, 0];
  for (const line of form.querySelectorAll("[data-line]")) {
    const state = line.querySelector("[data-state]").value;
    const hours = line.querySelector("[data-hours]");
    const ruled = byRule(line, form);
    hours.placeholder = shown(ruled);
    undecided += state === "planned";
    if (state !== "delivered") continue;
    delivered += 1;
    total += hours.value.trim() ? Number(hours.value.replace(",", ".")) || 0 : ruled;
  }
  form.querySelector("[data-total]").textContent = shown(rounded(total, form.dataset.rounding));
  form.querySelector("[data-count]").textContent = delivered;
  form.querySelector("[data-undecided]").textContent = undecided;
}

for (const form of document.querySelectorAll("[data-closing]")) {
  form.addEventListener("input", () => count(form));
}
