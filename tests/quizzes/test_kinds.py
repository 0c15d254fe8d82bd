"""Each kind of question from its author's rows to the result page."""

import json
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from quizzes.choices import ReviewMoment, ReviewPart
from quizzes.draft import advice_on_question, problems_of_question
from quizzes.items import item_from_parts
from quizzes.models import Answer, Attempt
from quizzes.services import freeze_question, submit_attempt
from tests.factories.courses import make_batch
from tests.factories.kinds import MAKERS, SECRET, make_kprim, make_matching, make_numeric, make_ordering, make_weight
from tests.factories.quizzes import begin, make_bank, make_sitting
from tests.quizzes.counting import counted

pytestmark = pytest.mark.django_db
ALL = {f"review_{moment.value}": [part.value for part in ReviewPart] for moment in ReviewMoment}


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


def sitting(kind, **rules):
    quiz, enrolment = make_sitting(questions=[MAKERS[kind](make_bank())], **rules)
    return begin(quiz, enrolment), enrolment.member


def item_in(attempt):
    version = Attempt.objects.select_related("version").get(pk=attempt.pk).version
    return item_from_parts(version.body["questions"][0], version.key["1"])


def post_form(client, attempt, fields, rev=0):
    return client.post(reverse("quizzes:answers", args=[attempt.uid]), {"rev-1": str(rev), **fields})


def post_json(client, attempt, value, rev=1):
    body = json.dumps({"answers": {"1": {"rev": rev, "value": value}}})
    return client.post(reverse("quizzes:answers", args=[attempt.uid]), body, content_type="application/json")


def form_fields(kind, item, *, right):
    """The names and values that the page's controls would send."""
    best = item.best_value()
    if kind in {"numeric", "short_text", "weight"}:
        return {"q-1": " ".join(best) if right else "keliru"}
    if kind == "ordering":
        order = best if right else best[1:] + best[:1]
        return {f"o-1-{key}": str(place) for place, key in enumerate(order, start=1)}
    pairs = [pair.partition(":") for pair in best]
    if right:
        return {f"q-1-{key}": value for key, _colon, value in pairs}
    return {f"q-1-{key}": {"true": "false", "false": "true"}.get(value, "") for key, _colon, value in pairs}


@pytest.mark.parametrize("kind", MAKERS)
def test_the_page_delivers_no_key(client, kind):
    attempt, member = sitting(kind)
    client.force_login(member)

    html = client.get(reverse("quizzes:attempt", args=[attempt.uid])).content.decode()

    assert SECRET not in html
    assert "SECRET" not in html.upper()
    for word in ("1.500,5", "1500.5", "2018", '"pairs"', '"truths"', "fractions"):
        assert word not in html
    assert item_in(attempt).stem.split("[[")[0].removeprefix("<p>").removesuffix("</p>").strip() in html


@pytest.mark.parametrize("kind", MAKERS)
def test_a_right_answer_by_the_plain_form_earns_full_marks(client, kind):
    attempt, member = sitting(kind, **ALL)
    client.force_login(member)
    item = item_in(attempt)

    assert post_form(client, attempt, form_fields(kind, item, right=True)).status_code == 302
    stored = Answer.objects.get().value
    again = client.get(reverse("quizzes:attempt", args=[attempt.uid])).content.decode()
    done = submit_attempt(attempt_uid=attempt.uid, member=member)
    result = client.get(reverse("quizzes:result", args=[attempt.uid])).content.decode()

    assert item.mark(stored).fraction == 1
    assert done.points == 1
    assert "data-answered" in again
    assert f"{SECRET} penjelasan" in result
    assert "badge--success" in result


@pytest.mark.parametrize("kind", MAKERS)
def test_the_form_shows_what_is_stored_and_saving_it_again_changes_nothing(client, kind):
    attempt, member = sitting(kind)
    client.force_login(member)
    fields = form_fields(kind, item_in(attempt), right=True)

    post_form(client, attempt, fields)
    post_form(client, attempt, fields, rev=1)

    assert Answer.objects.get().rev == 1
    post_form(client, attempt, dict.fromkeys(fields, "") | {"rev-1": "1"}, rev=1)
    assert (Answer.objects.get().rev, Answer.objects.get().value) == (2, [])


@pytest.mark.parametrize("kind", MAKERS)
def test_json_takes_this_kinds_answers_and_no_others(client, kind):
    attempt, member = sitting(kind)
    client.force_login(member)
    best = item_in(attempt).best_value()

    with counted() as counts:
        taken = post_json(client, attempt, best).json()

    assert taken["revs"] == {"1": 1}
    assert counts.queries <= 4
    assert counts.writes == 1
    if kind not in {"numeric", "short_text", "weight"}:
        assert post_json(client, attempt, ["nothing:known"], rev=2).json()["refused"] == [1]
    assert post_json(client, attempt, ["a", "b", "c", "d", "e"], rev=3).json()["refused"] == [1]


@pytest.mark.parametrize("kind", MAKERS)
def test_a_wrong_answer_is_wrong_and_the_key_is_shown_where_the_rules_allow(client, kind):
    attempt, member = sitting(kind, **ALL)
    client.force_login(member)
    item = item_in(attempt)

    post_form(client, attempt, form_fields(kind, item, right=False))
    done = submit_attempt(attempt_uid=attempt.uid, member=member)
    html = client.get(reverse("quizzes:result", args=[attempt.uid])).content.decode()

    assert done.points == 0
    assert "Right answer:" in html


@pytest.mark.parametrize("kind", MAKERS)
def test_a_result_page_withholds_what_its_rules_withhold(client, kind):
    attempt, member = sitting(kind, review_just_after=["answers"])
    client.force_login(member)
    item = item_in(attempt)
    post_form(client, attempt, form_fields(kind, item, right=True))
    submit_attempt(attempt_uid=attempt.uid, member=member)

    html = client.get(reverse("quizzes:result", args=[attempt.uid])).content.decode()

    assert "Right answer:" not in html
    assert SECRET not in html
    assert "badge--success" not in html
    assert "your answer" in html


def test_a_number_is_read_back(client):
    attempt, member = sitting("numeric")
    client.force_login(member)

    assert post_json(client, attempt, ["1.500"], rev=1).json()["readings"] == {"1": "Read as 1,500."}
    assert post_json(client, attempt, ["ribuan"], rev=2).json()["readings"]["1"].startswith("This cannot be read")
    assert post_json(client, attempt, ["5 kg"], rev=3).json()["readings"]["1"].startswith("Write the number alone")
    assert post_json(client, attempt, [], rev=4).json()["readings"] == {"1": ""}
    client.cookies["django_language"] = "id"
    in_indonesian = post_json(client, attempt, ["Rp 1.500,25"], rev=5).json()["readings"]
    assert in_indonesian == {"1": "Dibaca sebagai Rp 1.500,25."}


def test_units_are_named_to_who_must_write_one(client):
    attempt, member = sitting("weight")
    client.force_login(member)

    assert "kg, g" in client.get(reverse("quizzes:attempt", args=[attempt.uid])).content.decode()
    assert item_in(attempt).mark(["2000 g"]).fraction == 1


def test_places_may_be_filled_one_by_one(client):
    attempt, member = sitting("ordering")
    client.force_login(member)
    first, second, third = item_in(attempt).best_value()

    post_form(client, attempt, {f"o-1-{third}": "3"})
    assert Answer.objects.get().value == ["", "", third]
    html = client.get(reverse("quizzes:attempt", args=[attempt.uid])).content.decode()
    assert html.count("selected") == 1

    post_form(client, attempt, {f"o-1-{first}": "1", f"o-1-{second}": "1", f"o-1-{third}": "3"}, rev=1)
    assert Answer.objects.get().value == [first, "", third]


def test_each_attempt_has_the_parts_in_an_order_of_its_own():
    bank = make_bank()
    questions = [make_kprim(bank), make_matching(bank), make_ordering(bank)]
    quiz, enrolment = make_sitting(questions=questions, attempts_allowed=0, shuffle_questions=False)

    layouts = []
    for _attempt in range(6):
        attempt = begin(quiz, enrolment)
        layouts.append([tuple(place.options) for place in attempt.places])
        submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)

    assert [len(options) for options in layouts[0]] == [4, 2, 3]
    assert len({layout[0] for layout in layouts}) > 1
    assert len({layout[2] for layout in layouts}) > 1


@pytest.mark.parametrize("kind", MAKERS)
def test_freezing_twice_gives_one_version(kind):
    question = MAKERS[kind](make_bank())

    first = freeze_question(question=question)

    assert problems_of_question(question) == []
    assert freeze_question(question=question) == first


def test_what_an_author_meant_as_a_number_and_is_none_is_named():
    bank = make_bank()
    question = make_numeric(bank)
    question.options.add(question.options.model(text="seribu", sort_order=9))
    weight = make_weight(bank)
    weight.units = "kg\ng = banyak"

    assert problems_of_question(question) == ["“seribu” is not a number."]
    assert problems_of_question(weight) == ["“g = banyak” is not a number."]


def test_advice_speaks_of_the_kind():
    bank = make_bank(make_batch().course)
    question = make_matching(bank)

    assert advice_on_question(question) == []
    question.options = [row for row in question.options.all() if row.text]
    assert "last pair answers itself" in advice_on_question(question)[0]


def test_partial_credit_is_kept_to_five_decimals():
    quiz, enrolment = make_sitting(questions=[make_numeric(make_bank())])
    attempt = begin(quiz, enrolment)
    item = item_in(attempt)

    assert item.mark(["1,5"]).fraction == Decimal("0.5")
    assert item.mark(["1.501"]).fraction == 1


@pytest.mark.parametrize("by_script", [True, False])
def test_a_zero_or_half_a_letter_holds_up_no_answer(client, by_script):
    """PostgreSQL takes neither in JSON, and no page could show the half: one would hold up all that waits."""
    attempt, member = sitting("short_text")
    client.force_login(member)

    sent = (
        post_json(client, attempt, ["ce\x00pat\ud83d"])
        if by_script
        else post_form(client, attempt, {"q-1": "ce\x00pat?"})
    )
    assert sent.status_code == (200 if by_script else 302)

    assert Answer.objects.get().value == ["cepat?"]
    assert client.get(reverse("quizzes:attempt", args=[attempt.uid])).status_code == 200
