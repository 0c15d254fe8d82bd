"""How templates/django/forms draws any form of the site."""

from bs4 import BeautifulSoup, Tag

from core.style_samples import SampleForm


def drawn(form: SampleForm) -> BeautifulSoup:
    return BeautifulSoup(str(form), "html.parser")


def control(page: BeautifulSoup, identifier: str) -> Tag:
    found = page.find(id=identifier)
    assert isinstance(found, Tag)
    return found


def test_each_control_has_its_label_and_its_help() -> None:
    page = drawn(SampleForm())

    assert {label["for"] for label in page.select("label[for]")} == {
        "id_name",
        "id_number",
        "id_email",
        "id_password",
        "id_day",
        "id_mode",
        "id_seats",
        "id_answer_0",
        "id_answer_1",
        "id_note",
        "id_letter",
        "id_agreed",
    }
    assert control(page, "id_name")["aria-describedby"] == "id_name_helptext"
    assert control(page, "id_name_helptext").name == "div"
    assert control(page, "id_number")["inputmode"] == "numeric"
    assert control(page, "id_day")["type"] == "date"
    assert control(page, "id_note").has_attr("required") is False


def test_only_what_may_stay_empty_is_marked() -> None:
    page = drawn(SampleForm())

    marked = {mark.find_parent(["label"])["for"] for mark in page.select(".field__optional")}  # type: ignore[index]

    assert marked == {"id_number", "id_day", "id_note", "id_letter"}


def test_a_refused_form_lists_its_errors_above_and_leads_to_each_field() -> None:
    page = drawn(SampleForm({"name": "Budi", "seats": "0", "mode": "online"}))

    summary = page.select_one(".error-summary")
    assert summary is not None
    links = [link["href"] for link in summary.select("a")]
    assert links == ["#id_email", "#id_password", "#id_seats", "#id_answer_0", "#id_agreed"]
    assert all(page.find(id=str(link)[1:]) for link in links)
    assert control(page, "id_seats")["aria-invalid"] == "true"
    assert control(page, "id_seats")["aria-describedby"] == "id_seats_error"
    assert control(page, "id_seats_error").name == "ul"
    assert page.select_one(".field__error script") is None


def test_what_was_typed_is_escaped_in_the_error() -> None:
    page = drawn(SampleForm({"name": "Budi", "mode": "<script>alert(1)</script>"}))

    assert page.find("script") is None
    assert "<script>" in page.select_one("#id_mode_error").get_text()  # type: ignore[union-attr]


def test_a_password_is_never_sent_back() -> None:
    page = drawn(SampleForm({"password": "rahasia-sekali"}))

    assert control(page, "id_password").get("value") is None
    assert "rahasia-sekali" not in str(page)
