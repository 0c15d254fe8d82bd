"""The author's screen of a question: its form, with a preview and checks beside it."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList, Panel
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic

from core.admin_rows import RuledIndexView
from members.policies import RulesPolicy
from quizzes import question_views, rules, shelf_views
from quizzes.edited_rows import EditedEditView, EditedViewSet
from quizzes.models import Question
from quizzes.question_forms import AttachmentForm, OptionForm, QuestionForm
from quizzes.written_panels import written_panels


class FormInlinePanel(InlinePanel):
    """Rows with a form of their own."""

    def __init__(self, *args: Any, form: type, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row_form = form

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "form": self.row_form}

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = self.row_form
        return options


def _of(kinds: str, panel: Panel) -> Panel:
    """Shown for these kinds of questions only, where `question-form.js` runs."""
    panel.attrs["data-kinds"] = kinds
    return panel


class QuestionIndexView(RuledIndexView):
    select_related = ("bank", "topic")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("stem", label=_("Question"), accessor="__str__", get_url=self.get_edit_url),
            Column("get_type_display", label=_("Kind")),
            Column("bank", label=_("Bank"), sort_key="bank__name"),
            Column("topic", label=_("Topic"), sort_key="topic__name"),
        ]


class _Desk:
    """The form and its preview."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        pk = self.form.instance.pk  # type: ignore[attr-defined]
        context["preview_url"] = reverse("questions:preview", args=[pk]) if pk else reverse("questions:preview_new")
        context["saved_preview_url"] = reverse("questions:saved_preview", args=[pk]) if pk else ""
        return context


class QuestionCreateView(_Desk, generic.CreateView):
    def get_initial(self) -> dict[str, Any]:
        """From a bank's screen the question goes into that bank."""
        wanted = self.request.GET.get("bank", "")
        return {**super().get_initial(), **({"bank": wanted} if wanted.isdecimal() else {})}


class QuestionEditView(_Desk, EditedEditView):
    pass


class QuestionViewSet(EditedViewSet):
    model = Question
    policy = RulesPolicy(
        Question,
        view=rules.may_open_banks,
        change=rules.may_write_questions,
        change_instance=rules.may_edit_question,
    )
    icon = "help"
    menu_label = _("Questions")
    index_view_class = QuestionIndexView
    add_view_class = QuestionCreateView
    edit_view_class = QuestionEditView
    create_template_name = edit_template_name = "quizzes/admin/question_form.html"
    list_filter = ["type", "topic"]  # not by bank: the choices would name those of other courses
    search_fields = ["stem"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("bank"), FieldPanel("topic"), FieldPanel("external_id")]),
            FieldPanel("type"),
            FieldPanel("stem"),
            FormInlinePanel(
                "attachments",
                heading=_("Pictures and sounds of the question"),
                label=_("picture or sound"),
                help_text=_(
                    "They stand below the text; or write [gambar 1] or [suara 2] in the text where they are to stand."
                ),
                form=AttachmentForm,
                panels=[
                    FieldPanel("media"),
                    FieldPanel("alt"),
                    FieldRowPanel([FieldPanel("place"), FieldPanel("is_decoration")]),
                ],
            ),
            FormInlinePanel(
                "options",
                form=OptionForm,
                heading=_("Options, statements, answers, pairs, or parts in their order"),
                label=_("answer part"),
                panels=[
                    FieldPanel("text"),
                    _of("single multiple", FieldRowPanel([FieldPanel("media"), FieldPanel("media_alt")])),
                    _of("matching", FieldPanel("match")),
                    _of("single multiple kprim", FieldPanel("is_right")),
                    _of("single multiple", FieldPanel("stays_last")),
                    _of("numeric", FieldRowPanel([FieldPanel("tolerance"), FieldPanel("tolerance_kind")])),
                    _of("single multiple kprim numeric short_text matching", FieldPanel("feedback")),
                    _of("single multiple numeric short_text", FieldPanel("fraction")),
                ],
                attrs={"data-kinds": "single multiple kprim numeric short_text matching ordering"},
            ),
            InlinePanel(
                "gaps",
                heading=_("Gaps of the text"),
                label=_("gap"),
                help_text=_("Write [[1]] in the question where the first gap is, [[2]] for the second, and so on."),
                panels=[
                    FieldPanel("kind"),
                    FieldPanel("answers"),
                    FieldRowPanel([FieldPanel("tolerance"), FieldPanel("weight")]),
                    FieldPanel("feedback"),
                ],
                attrs={"data-kinds": "cloze"},
            ),
            MultiFieldPanel(
                [FieldPanel("statement_is_true"), FieldPanel("said_if_true"), FieldPanel("said_if_false")],
                heading=_("True or false"),
                attrs={"data-kinds": "true_false"},
            ),
            MultiFieldPanel(
                [FieldPanel("unit_use"), FieldPanel("units"), FieldPanel("unit_penalty")],
                heading=_("Units"),
                attrs={"data-kinds": "numeric"},
            ),
            MultiFieldPanel(
                [FieldPanel("case_matters"), FieldPanel("fold_accents"), FieldPanel("fold_punctuation")],
                heading=_("How texts are compared"),
                help_text=_("Blanks never matter. In an answer, * stands for any text."),
                attrs={"data-kinds": "short_text cloze"},
            ),
            FieldPanel("otherwise", attrs={"data-kinds": "numeric short_text"}),
            *written_panels(),
            FieldPanel("feedback"),
            FieldPanel("mirrors"),
            MultiFieldPanel(
                [FieldPanel("marking")], heading=_("Marking"), classname="collapsed", attrs={"data-kinds": "multiple"}
            ),
            FieldPanel("part_marking", attrs={"data-kinds": "matching ordering"}),
            FieldPanel("shuffle", attrs={"data-kinds": "single multiple kprim matching"}),
            HelpPanel(
                content=_(
                    "A change reaches a test when the test is published again; attempts keep what they began with."
                ),
            ),
        ],
        base_form_class=QuestionForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        forms = {"form_class": self.get_form_class(for_update=True)}
        return [
            *super().get_urlpatterns(),
            path("preview/", question_views.preview, forms, name="preview_new"),
            path("preview/<int:pk>/", question_views.preview, forms, name="preview"),
            path("preview/<int:pk>/saved/", question_views.saved_preview, name="saved_preview"),
            path("copy/<int:pk>/", shelf_views.duplicate, name="copy"),
            path("versions/<int:pk>/", shelf_views.versions, name="versions"),
            path("versions/<int:pk>/<int:number>/", shelf_views.restore, name="restore"),
            path("try/", question_views.attempt, name="try"),
            path("media/", question_views.send_media, name="media"),
        ]
