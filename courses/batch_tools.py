"""What one can do with a batch beside looking at it: links on its page, each shown to whom it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses import rules

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from courses.models import Batch
    from members.models import User

Asked = Callable[["User | AnonymousUser", "Batch"], bool]


@dataclass(frozen=True)
class BatchTool:
    """`url_name` names a route whose only argument is the batch's code; `may_use` is the rule of its view."""

    label: str | Promise
    url_name: str
    may_use: Asked


@dataclass(frozen=True)
class ToolGroup:
    heading: str | Promise
    tools: list[BatchTool]


def whoever_follows(user: User | AnonymousUser, batch: Batch) -> bool:
    """The batch's page itself is theirs alone."""
    return True


PEOPLE, TIMETABLE, ON_THE_DAY, AFTERWARDS = "people", "timetable", "day", "after"
HEADINGS: dict[str, Promise] = {
    PEOPLE: _("People"),
    TIMETABLE: _("Timetable"),
    ON_THE_DAY: _("On the day"),
    AFTERWARDS: _("Results and reports"),
}
_tools: dict[str, list[BatchTool]] = {
    PEOPLE: [
        BatchTool(_("Nominations"), "courses:batch_nominations", rules.may_run_batch),
        BatchTool(_("Waiting list"), "courses:batch_waiting", rules.may_run_batch),
        BatchTool(_("Quotas"), "courses:batch_quotas", rules.may_run_batch),
        BatchTool(_("Speakers and committee"), "courses:batch_people", rules.may_run_batch),
        BatchTool(_("Reminders"), "courses:batch_reminders", rules.may_run_batch),
        BatchTool(_("Import participants from Excel"), "courses:import_upload", rules.may_run_batch),
    ],
    TIMETABLE: [
        BatchTool(_("Timetable by days"), "courses:batch_timetable", rules.may_see_batch),
        BatchTool(_("Clashes"), "courses:batch_clashes", rules.may_run_batch),
        BatchTool(_("Venue and notice"), "courses:batch_place", rules.may_run_batch),
        BatchTool(_("Schedule to print"), "courses:batch_schedule", rules.may_see_batch),
        BatchTool(_("Next batch"), "courses:batch_clone", rules.may_run_batch),
    ],
    ON_THE_DAY: [BatchTool(_("Attendance"), "courses:batch_attendance", whoever_follows)],
    AFTERWARDS: [
        BatchTool(_("Tick off by hand"), "courses:batch_ticks", rules.may_see_batch),
        BatchTool(_("Evaluation"), "courses:evaluation_results", rules.may_see_batch),
    ],
}


def register_batch_tool(group: str, tool: BatchTool) -> None:
    """Upper apps add theirs in `ready()`; registering the same one again changes nothing."""
    if tool not in _tools[group]:
        _tools[group].append(tool)


def tools_for(user: User | AnonymousUser, batch: Batch, known: Mapping[Asked, bool]) -> list[ToolGroup]:
    """Those that `user` may use here. Each rule is asked once, however many tools stand under it; one whose answer is
    `known` is not asked again."""
    asked = {tool.may_use for tools in _tools.values() for tool in tools} - known.keys()
    answers = {**known, **{rule: rule(user, batch) for rule in asked}}
    groups = [
        ToolGroup(HEADINGS[name], [tool for tool in tools if answers[tool.may_use]]) for name, tools in _tools.items()
    ]
    return [group for group in groups if group.tools]
