"""Topics and the competencies that they lead to, as lists in the admin: shared by all courses."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.utils.functional import Promise, cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.viewsets.base import ViewSetGroup

from core.admin_rows import IndexView, RowsViewSet
from core.figures import figure
from courses import rules
from courses.models import Competency, Topic
from courses.topic_forms import CompetencyForm, TopicForm
from members.policies import RulesPolicy


class _CodedIndexView(IndexView):
    """A name, its code, and how many of `counted` it has, which are called `things`."""

    counted: str
    things: str | Promise

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().annotate(number=Count(self.counted))

    def search_queryset(self, queryset: Any) -> Any:
        return queryset.filter(name__icontains=self.search_query) if self.is_searching else queryset

    @cached_property
    def columns(self) -> list[Column]:
        name = capfirst(self.model._meta.verbose_name)
        return [
            TitleColumn("name", label=name, sort_key="name", get_url=self.get_inspect_url),
            Column("code", label=_("Code"), sort_key="code"),
            Column("number", label=self.things, sort_key="number", accessor=lambda row: figure(row.number)),
        ]


class _CodedViewSet(RowsViewSet):
    ordering = ["name", "pk"]
    search_fields = ["name"]

    @cached_property
    def policy(self) -> RulesPolicy:
        return RulesPolicy(self.model, view=rules.may_oversee_batches, change=rules.may_add_course)


class TopicIndexView(_CodedIndexView):
    counted = "materials"
    things = gettext_lazy("Materials")


class TopicViewSet(_CodedViewSet):
    model = Topic
    icon = "tag"
    menu_label = gettext_lazy("Topics")
    create_form = edit_form = TopicForm
    index_view_class = TopicIndexView
    inspect_view_fields = ["name", "code", "competencies"]


class CompetencyIndexView(_CodedIndexView):
    counted = "topics"
    things = gettext_lazy("Topics")


class CompetencyViewSet(_CodedViewSet):
    model = Competency
    icon = "glasses"
    menu_label = gettext_lazy("Competencies")
    create_form = edit_form = CompetencyForm
    index_view_class = CompetencyIndexView
    inspect_view_fields = ["name", "code", "description", "topics"]


class TopicsGroup(ViewSetGroup):
    menu_label = gettext_lazy("Topics")
    menu_name = "topics"
    menu_icon = "tag"
    menu_order = 210
    items = (TopicViewSet("topics"), CompetencyViewSet("competencies"))
