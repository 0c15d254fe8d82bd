"""Topics and the competencies that they lead to, as lists in the admin: shared by all courses."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.utils.functional import cached_property
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


class _NamedIndexView(IndexView):
    counted: str

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().annotate(number=Count(self.counted))

    def search_queryset(self, queryset: Any) -> Any:
        return queryset.filter(name__icontains=self.search_query) if self.is_searching else queryset


class TopicIndexView(_NamedIndexView):
    counted = "materials"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", label=_("Topic"), sort_key="name", get_url=self.get_inspect_url),
            Column("code", label=_("Code"), sort_key="code"),
            Column("number", label=_("Materials"), sort_key="number", accessor=lambda topic: figure(topic.number)),
        ]


class TopicViewSet(RowsViewSet):
    model = Topic
    policy = RulesPolicy(Topic, view=rules.may_oversee_batches, change=rules.may_add_course)
    icon = "tag"
    menu_label = gettext_lazy("Topics")
    ordering = ["name", "pk"]
    search_fields = ["name"]
    create_form = edit_form = TopicForm
    index_view_class = TopicIndexView
    inspect_view_fields = ["name", "code", "competencies"]


class CompetencyIndexView(_NamedIndexView):
    counted = "topics"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", label=_("Competency"), sort_key="name", get_url=self.get_inspect_url),
            Column("code", label=_("Code"), sort_key="code"),
            Column("number", label=_("Topics"), sort_key="number", accessor=lambda row: figure(row.number)),
        ]


class CompetencyViewSet(RowsViewSet):
    model = Competency
    policy = RulesPolicy(Competency, view=rules.may_oversee_batches, change=rules.may_add_course)
    icon = "glasses"
    menu_label = gettext_lazy("Competencies")
    ordering = ["name", "pk"]
    search_fields = ["name"]
    create_form = edit_form = CompetencyForm
    index_view_class = CompetencyIndexView
    inspect_view_fields = ["name", "code", "description", "topics"]


class TopicsGroup(ViewSetGroup):
    menu_label = gettext_lazy("Topics")
    menu_name = "topics"
    menu_icon = "tag"
    menu_order = 210
    items = (TopicViewSet("topics"), CompetencyViewSet("competencies"))
