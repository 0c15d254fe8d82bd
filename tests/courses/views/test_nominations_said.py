"""What the screens of nominations say where something is left out, or was done meanwhile."""

import pytest

from courses.services.nominations import decide_nominations
from courses.views import nominating
from tests.courses.services.test_nominations import Scene, states
from tests.courses.views.test_course import client_of, text_of

pytestmark = pytest.mark.django_db
DECIDED, TICK = "had been decided on already", "Tick at least one person."


@pytest.mark.parametrize("decision", ["confirm", "refuse", "ask"])
def test_who_was_decided_on_meanwhile_is_counted(decision):
    scene = Scene()
    adi, budi, _citra = scene.nominate(*(scene.person(name) for name in ("Adi", "Budi", "Citra")))
    decide_nominations(batch=scene.batch, enrolments=[adi], confirms=True, actor=scene.organiser)
    client, address = client_of(scene.organiser), f"/batches/{scene.batch.code}/nominations/"

    alone = client.post(address, {"person": [str(adi.uid)], "decision": decision}, follow=True)
    among = client.post(address, {"person": [str(adi.uid), str(budi.uid)], "decision": decision}, follow=True)
    nobody = client.post(address, {"person": [str(scene.batch.uid)], "decision": decision}, follow=True)

    assert alone.redirect_chain == [(address, 302)]
    assert [f"1 person {DECIDED}" in text_of(page) for page in (alone, among, nobody)] == [True, True, False]
    assert [TICK in text_of(page) for page in (alone, among, nobody)] == [False, False, True]
    budis = "confirmed" if decision == "confirm" else "nominated"
    assert states() == {"Adi": "confirmed", "Budi": budis, "Citra": "nominated"}


@pytest.mark.parametrize(("number", "said"), [(2, ""), (3, "1 more: search for the name above.")])
def test_who_does_not_come_is_counted_where_the_list_is_cut(number, said, monkeypatch):
    monkeypatch.setattr(nominating, "NAMED_AT_ONCE", 2)
    scene = Scene()
    rows = scene.nominate(*(scene.person(f"Peserta {one}") for one in range(number)))
    decide_nominations(batch=scene.batch, enrolments=rows, confirms=False, reason="Penuh", actor=scene.organiser)
    client = client_of(scene.head)

    page = text_of(client.get(f"/batches/{scene.batch.code}/nominate/"))
    found = text_of(client.get(f"/batches/{scene.batch.code}/nominate/?q=Peserta 0"))

    assert page.count("The reason: Penuh") == 2
    assert ("more: search" in page, said in page) == (bool(said), True)
    assert (found.count("The reason: Penuh"), "more: search" in found) == (1, False)
