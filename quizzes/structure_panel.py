"""The rows of a test in its author's form: questions, draws and heads of sections, in one list that buttons reorder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, Panel

from courses.models import Topic
from quizzes.choices import RowKind

MOST_TOPICS = 8
SHOWN_FOR = {
    RowKind.QUESTION: {"question", "marks"},
    RowKind.DRAW: {"bank", "count", "topics", "marks"},
    RowKind.SECTION: {"title", "introduction"},
}
EMPTY: dict[str, Any] = {
    "question": None, "bank": None, "count": None, "topics": [], "marks": Decimal(1), "title": "", "introduction": ""
}  # fmt: skip


def check_topic_shares(value: object) -> None:
    """Of the model's field: what the widget writes, whoever sent it."""
    rows = value if isinstance(value, list) else [None]
    topics = [row.get("topic") for row in rows if isinstance(row, Mapping)]
    if len(topics) < len(rows) or not all(isinstance(topic, int) for topic in topics):
        raise ValidationError(_("Choose a topic for each share."))
    if len(set(topics)) < len(topics):
        raise ValidationError(_("A topic stands here twice."))
    for row in rows:
        if row is not None and not _is_share(row.get("percent", "")):
            raise ValidationError(_("A share is a number from 0 to 100, like 40."))


def _is_share(text: object) -> bool:
    try:
        return text == "" or (isinstance(text, str) and 0 <= Decimal(text) <= 100)
    except InvalidOperation:
        return False


class TopicSharesWidget(forms.Widget):
    """Pairs of a topic and its share in percent; in the form's data they are fields of their own."""

    template_name = "quizzes/panels/topic_shares.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        rows = json.loads(value) if isinstance(value, str) and value else value or []
        if not isinstance(rows, list):
            rows = []
        topics = list(Topic.objects.order_by("name").values_list("pk", "name"))
        blank = [{"topic": None, "percent": ""}] * max(0, MOST_TOPICS - len(rows))
        context["topics"] = topics
        context["rows"] = [
            {"topic": row.get("topic"), "percent": row.get("percent", "")} for row in [*rows, *blank][:MOST_TOPICS]
        ]
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str:
        rows = []
        for place in range(MOST_TOPICS):
            topic = str(data.get(f"{name}-{place}-topic", "")).strip()
            percent = str(data.get(f"{name}-{place}-percent", "")).strip().rstrip("%").strip().replace(",", ".")
            if topic or percent:
                rows.append({"topic": int(topic) if topic.isdecimal() else None, "percent": percent})
        return json.dumps(rows)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(str(key).startswith(f"{name}-") for key in data)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-0-topic" if id_ else id_


class RowForm(WagtailAdminModelForm):
    """What does not belong to the kind of a row is emptied, so that no leftover keeps a question or a bank in use."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bank = self.fields["bank"]
        row = self.instance
        if self.for_user is not None:  # a bank that somebody else chose stays choosable
            every = bank.queryset.model.objects
            bank.queryset = every.visible_to(self.for_user) | every.filter(pk=row.bank_id)
        if not self.is_bound and (row.question_id or row.bank_id or row.title):
            kind = RowKind(row.kind)
            self.fields["kind"].choices = [(kind.value, kind.label)]
            for name in set(EMPTY) - SHOWN_FOR[kind]:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if (kind := cleaned.get("kind")) is None:
            return cleaned
        for name in set(EMPTY) - SHOWN_FOR[RowKind(kind)]:
            cleaned[name] = EMPTY[name]
            self.errors.pop(name, None)
        if kind == RowKind.QUESTION and not cleaned.get("question") and "question" not in self.errors:
            self.add_error("question", _("Choose a question."))
        if kind == RowKind.DRAW:
            for name, sentence in (("bank", _("Choose a bank.")), ("count", _("Say how many questions are drawn."))):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, sentence)
        return cleaned


def _of(kinds: str, panel: Panel) -> Panel:
    """Shown for these kinds of rows only, where `test-form.js` runs."""
    panel.attrs["data-rows"] = kinds
    return panel


def slot_panels() -> list[Panel]:
    return [
        FieldPanel("kind"),
        _of("question", FieldPanel("question")),
        _of("section", FieldPanel("title")),
        _of("section", FieldPanel("introduction", widget=forms.Textarea(attrs={"rows": 3}))),
        _of("draw", FieldRowPanel([FieldPanel("bank"), FieldPanel("count")])),
        _of(
            "draw",
            FieldPanel(
                "topics",
                widget=TopicSharesWidget,
                help_text=gettext_lazy(
                    "Empty draws from the whole bank. With topics, say what share of the questions each gets: 40 and 60"
                    " of 10 questions are 4 and 6."
                ),
            ),
        ),
        _of("question draw", FieldPanel("marks")),
    ]


class RowsPanel(InlinePanel):
    """Knows whose form it is, so that no row offers a bank of somebody else's course."""

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name] |= {"form": RowForm, "inherit_kwargs": ["for_user"]}
        return options
