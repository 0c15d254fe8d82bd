from typing import Any

import pytest
from django.utils import translation
from wagtail.admin.compare import StreamFieldComparison

from courses.models import MaterialPage

pytestmark = pytest.mark.django_db


def difference(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> str:
    field = MaterialPage._meta.get_field("body")
    stream = field.stream_block  # type: ignore[attr-defined]
    pages = [MaterialPage(title="Isi", body=stream.to_python(body)) for body in (before, after)]
    return str(StreamFieldComparison(field, *pages).htmldiff())


def test_choices_are_compared_in_words() -> None:
    callout = {"type": "callout", "id": "a", "value": {"kind": "info", "heading": "Sinyal", "text": "<p>Isi</p>"}}
    check = {
        "type": "self_check",
        "id": "b",
        "value": {
            "question": "Benar?",
            "kind": "single",
            "options": [{"text": "Ya", "is_right": True, "feedback": ""}],
            "truth": "",
            "explanation": "",
        },
    }
    warned = {**callout, "value": {**callout["value"], "kind": "warning"}}

    with translation.override("id"):
        html = difference([callout, check], [warned, {**check, "value": {**check["value"], "kind": "multiple"}}])

    for words in ('<span class="deletion">Perlu diketahui</span>', '<span class="addition">Hati-hati</span>'):
        assert words in html
    for kept in ("info", "warning", "single", "multiple", "True", "False", "None"):
        assert kept not in html
