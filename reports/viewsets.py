"""What each year asks of each kind of staff, as a list in the admin."""

from __future__ import annotations

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn

from core.admin_rows import RuledIndexView, RuledViewSet
from members.policies import RulesPolicy
from reports import rules
from reports.models import JpTarget


class TargetIndexView(RuledIndexView):
    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("from_year", label=_("From the year"), sort_key="from_year", get_url=self.get_edit_url),
            Column("get_number_kind_display", label=_("Kind of staff"), sort_key="number_kind"),
            Column("at_least", label=_("At least (JP)")),
            Column("at_most", label=_("At most (JP)")),
            Column("source", label=_("Regulation")),
        ]


class TargetViewSet(RuledViewSet):
    model = JpTarget
    policy = RulesPolicy(JpTarget, view=rules.may_read_targets, change=rules.may_set_targets)
    icon = "calendar-check"
    menu_label = gettext_lazy("JP targets")
    menu_name = "jp_targets"
    menu_order = 260
    add_to_admin_menu = True
    index_view_class = TargetIndexView
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("number_kind"), FieldPanel("from_year")]),
            FieldRowPanel([FieldPanel("at_least"), FieldPanel("at_most")]),
            FieldPanel("source"),
        ]
    )
