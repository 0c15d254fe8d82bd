"""What waits on a device for a signal: nothing of it is lost, in whatever order the browser lays it down."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.e2e.conftest import Site, log_in, new_context

pytestmark = pytest.mark.e2e

# Reports an opening, a tick, the same tick taken back, and an answer, under the keys given; gives back what lies in the
# database of the browser as soon as it is what was wanted, or after five seconds.
REPORT = """async ({ keys, wanted }) => {
  const { report } = await import(document.body.dataset.progress);
  const left = [...keys];
  crypto.randomUUID = () => left.shift();
  const material = document.querySelector("[data-material]").dataset.material;
  report(material, { kind: "opened" });
  report(material, { kind: "ticked", item: "a", ticked: true }, { instead: "a" });
  report(material, { kind: "ticked", item: "a", ticked: false }, { instead: "a" });
  report(material, { kind: "checked" });
  const database = await new Promise((done) => {
    const asked = indexedDB.open("dermaga-progress");
    asked.onsuccess = () => done(asked.result);
  });
  const lie = () => new Promise((done) => {
    const asked = database.transaction("entries").objectStore("entries").getAllKeys();
    asked.onsuccess = () => done(asked.result);
  });
  let found = [];
  for (let attempt = 0; attempt < 50; attempt += 1) {
    found = await lie();
    if (JSON.stringify(found) === JSON.stringify(wanted)) break;
    await new Promise((done) => setTimeout(done, 100));
  }
  database.close();
  return found;
}"""


@pytest.mark.parametrize("order", [(1, 2, 3, 4), (4, 3, 2, 1), (2, 4, 1, 3)], ids=str)
def test_a_newer_word_takes_the_place_of_the_older_and_of_nothing_else(
    browser: Browser, site: Site, order: tuple[int, ...]
) -> None:
    # What passes a worker passes by the routes below, and would reach the server.
    context = new_context(browser, site, width=360, height=740, service_workers="block")
    phone = context.new_page()
    log_in(phone, "pembaca-antrean@e2e.dermaga.test")
    phone.goto(site.facts["offline"]["material"])
    phone.route("**/progress/", lambda route: route.abort())
    opening, _tick, no_tick, answer = keys = [f"{number}0000000-0000-4000-8000-000000000000" for number in order]
    wanted = sorted([opening, no_tick, answer])

    assert phone.evaluate(REPORT, {"keys": keys, "wanted": wanted}) == wanted
    context.close()
