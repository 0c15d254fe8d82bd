/* One tick for everybody who stands on this page of the list. */
const box = document.querySelector("[data-tick-all]");

function start() {
  const all = box.querySelector("input");
  const people = [...box.closest("form").querySelectorAll("input[name=people]")];
  const draw = () => {
    const ticked = people.filter((one) => one.checked).length;
    all.checked = ticked === people.length;
    all.indeterminate = ticked > 0 && ticked < people.length;
  };
  all.addEventListener("change", () => {
    for (const one of people) one.checked = all.checked;
  });
  for (const one of people) one.addEventListener("change", draw);
  box.hidden = false;
  draw();
}

if (box) start();
