"""What the front page of the administration tells each role: numbers that ask for something, and the lists behind."""

from __future__ import annotations

from dataclasses import dataclass, field

from allauth.mfa.models import Authenticator
from django.db.models import BigIntegerField, Count, Exists, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from wagtail.models import Comment, CommentReply, TaskState

from core import clock
from core.choices import JobState
from core.health import readiness
from core.models import AuditEntry, AuditSeal, Job
from core.rules import may_read_audit_trail, may_view_jobs
from courses.choices import BatchState, Part, SessionState
from courses.models import Batch, BatchPart, CoursePage, MaterialPage, Session
from home import providers
from home.providers import DeskItem
from members.choices import SiteRole
from members.models import User
from members.rules import is_administrator, may_read_members, site_roles


@dataclass(frozen=True)
class Figure:
    value: int
    label: str | Promise
    url: str
    tone: str = ""


@dataclass(frozen=True)
class ItemList:
    """`anchor` is where the figure above leads."""

    anchor: str
    title: str
    items: list[DeskItem]


@dataclass(frozen=True)
class Duty:
    """What one role has to do: figures, the lists behind those that stand on the page, and ways to begin something."""

    title: str
    figures: list[Figure]
    lists: list[ItemList] = field(default_factory=list)
    actions: list[DeskItem] = field(default_factory=list)
    done: str = ""

    @property
    def shown(self) -> list[ItemList]:
        return [one for one in self.lists if one.items]


def duties_of(user: User) -> list[Duty]:
    """By role, the one with most work for others first."""
    roles = site_roles(user)
    duties = []
    if roles & {SiteRole.ORGANISER, SiteRole.ADMINISTRATOR}:
        duties.append(organiser_duty(user))
    if SiteRole.SPEAKER in roles or BatchPart.objects.filter(member=user, part=Part.SPEAKER).exists():
        duties.append(speaker_duty(user))
    if may_read_audit_trail(user):
        duties.append(system_duty(user))
    if not duties and may_read_members(user):
        members = User.objects.visible_to(user).count()
        duties.append(
            Duty(_("Your people"), [Figure(members, _("members in your sight"), reverse("wagtailusers_users:index"))])
        )
    return duties


def speaker_duty(user: User) -> Duty:
    """Own drafts, comments that wait for an answer, sessions to come that have nothing to read yet."""
    drafts, comments, bare = _drafts(user), _comments(user), _bare_sessions(user)
    return Duty(
        _("As a speaker"),
        [
            _figure(drafts, _("drafts of yours"), "#drafts"),
            _figure(comments, _("comments to answer"), "#comments", "warning"),
            _figure(bare, _("sessions without material"), "#bare-sessions", "warning"),
        ],
        [
            ItemList("comments", _("Comments to answer"), comments),
            ItemList("bare-sessions", _("Sessions without material"), bare),
            ItemList("drafts", _("Your drafts"), drafts),
        ],
        [
            DeskItem(
                _("Write a new material: %(course)s") % {"course": course.title},
                reverse("wagtailadmin_pages:add", args=["courses", "materialpage", course.pk]),
            )
            for course in _courses_taught(user)
        ],
        _("Nothing waits for you. Write a material when you like."),
    )


def organiser_duty(user: User) -> Duty:
    """Materials to approve, batches that need a decision, jobs that failed."""
    to_approve, batches = _to_approve(user), _batches_in_need(user)
    figures = [
        _figure(to_approve, _("materials to approve"), "#to-approve", "warning"),
        _figure(batches, _("batches that need something"), "#batches", "warning"),
    ]
    if may_view_jobs(user):
        figures.append(_failed_jobs())
    return Duty(
        _("As an organiser"),
        figures,
        [
            ItemList("to-approve", _("Materials to approve"), to_approve),
            ItemList("batches", _("Batches that need something"), batches),
        ],
        [
            DeskItem(_("All batches"), reverse("courses:batches")),
            DeskItem(_("Organiser's desk"), reverse("home:organiser_desk")),
        ],
        _("Nothing waits for a decision."),
    )


def system_duty(user: User) -> Duty:
    """Health of the machine, jobs, the audit trail's seal, and staff without a second step at log-in."""
    troubles = [
        DeskItem(_(_WORDS_OF_CHECKS.get(name, name)), status=outcome, tone="danger")
        for name, outcome in (readiness() if is_administrator(user) else {}).items()
        if outcome != "ok"
    ]
    waiting = Job.objects.filter(state__in=(JobState.WAITING, JobState.RUNNING)).count()
    figures = [
        _figure(troubles, _("troubles of the system"), "#health", "danger"),
        _failed_jobs(),
        Figure(waiting, _("jobs waiting or running"), f"{reverse('core_admin:jobs')}?state={JobState.WAITING}"),
        Figure(_unsealed(), _("audit entries not sealed yet"), reverse("core_admin:audit")),
    ]
    lists = [ItemList("health", _("Troubles of the system"), troubles)]
    if is_administrator(user):
        exposed = _without_second_step()
        figures.append(_figure(exposed, _("staff without a second step"), "#second-step", "warning"))
        lists.append(ItemList("second-step", _("Staff without a second step"), exposed))
    return Duty(_("The system"), figures, lists, done=_("The system is well."))


_WORDS_OF_CHECKS = {
    "database": gettext_noop("Database"),
    "cache": gettext_noop("Cache"),
    "storage": gettext_noop("Private files"),
    "jobs": gettext_noop("Background jobs"),
}


def _figure(items: list[DeskItem], label: str, anchor: str, tone: str = "") -> Figure:
    return Figure(len(items), label, anchor if items else "", tone if items else "")


def _failed_jobs() -> Figure:
    failed = Job.objects.filter(state=JobState.FAILED).count()
    url = f"{reverse('core_admin:jobs')}?state={JobState.FAILED}"
    return Figure(failed, ngettext("job failed", "jobs failed", failed), url, "danger" if failed else "")


def _unsealed() -> int:
    newest = AuditSeal.objects.aggregate(newest=Max("entry_id"))["newest"] or 0
    return AuditEntry.objects.filter(pk__gt=newest).count()


def _materials_of(user: User) -> Q:
    return Q(pk__in=MaterialPage.objects.filter(Q(speakers__member=user) | Q(owner=user)).values("pk"))


def _drafts(user: User) -> list[DeskItem]:
    pages = MaterialPage.objects.filter(_materials_of(user)).filter(Q(live=False) | Q(has_unpublished_changes=True))
    return [
        DeskItem(page.draft_title or page.title, reverse("wagtailadmin_pages:edit", args=[page.pk]))
        for page in pages.order_by("-latest_revision_created_at", "-pk").defer("body")
    ]


def _comments(user: User) -> list[DeskItem]:
    """Open ones on own materials where the last word is somebody else's."""
    replies = CommentReply.objects.filter(comment=OuterRef("pk")).order_by("-created_at", "-pk").values("user")
    own = MaterialPage.objects.filter(_materials_of(user)).values("pk")
    rows = (
        Comment.objects.filter(page__in=own, resolved_at__isnull=True)
        .annotate(spoke_last=Coalesce(Subquery(replies[:1]), F("user_id"), output_field=BigIntegerField()))
        .exclude(spoke_last=user.pk)
        .select_related("user", "page")
        .order_by("-created_at", "-pk")
    )
    return [
        DeskItem(
            row.page.draft_title or row.page.title,
            reverse("wagtailadmin_pages:edit", args=[row.page_id]),
            detail=f"{row.user.full_name}: {row.text}",
        )
        for row in rows
    ]


def _bare_sessions(user: User) -> list[DeskItem]:
    rows = (
        Session.objects.filter(
            session_speakers__part__member=user,
            ends_at__gt=clock.now(),
            state=SessionState.PLANNED,
            session_materials__isnull=True,
        )
        .select_related("batch__course")
        .order_by("starts_at", "pk")
    )
    return [
        DeskItem(
            row.subject,
            reverse("wagtailadmin_pages:add", args=["courses", "materialpage", row.batch.course_id]),
            detail=row.batch.name,
        )
        for row in rows
    ]


def _courses_taught(user: User) -> list[CoursePage]:
    taught = BatchPart.objects.filter(member=user, part=Part.SPEAKER).values("batch__course")
    return list(CoursePage.objects.filter(pk__in=taught).order_by("title"))


def _to_approve(user: User) -> list[DeskItem]:
    states = TaskState.objects.reviewable_by(user).select_related("workflow_state__requested_by", "revision")
    waiting = {int(state.revision.object_id): state.workflow_state for state in states if state.revision}
    pages = MaterialPage.objects.filter(pk__in=waiting).order_by("-latest_revision_created_at").defer("body")
    return [
        DeskItem(
            page.draft_title or page.title,
            reverse("wagtailadmin_pages:edit", args=[page.pk]),
            detail=getattr(waiting[page.pk].requested_by, "full_name", ""),
        )
        for page in pages
    ]


def _batches_in_need(user: User) -> list[DeskItem]:
    """With sessions over and not confirmed, over and not closed, or closed with people who wait for certificates."""
    now = clock.now()
    planned = Session.objects.filter(batch=OuterRef("pk"), state=SessionState.PLANNED)
    open_batches = (
        Batch.objects.run_by(user)
        .filter(state=BatchState.OPEN)
        .annotate(
            undecided=Count("sessions", filter=Q(sessions__state=SessionState.PLANNED, sessions__ends_at__lte=now)),
            has_planned=Exists(planned),
            last=Max("sessions__ends_at"),
        )
        .order_by("starts_on", "pk")
        .values("code", "name", "undecided", "has_planned", "last")
    )
    items = []
    for batch in open_batches:
        name, undecided = batch["name"], batch["undecided"]
        if undecided:
            status = ngettext("%(count)d session to confirm", "%(count)d sessions to confirm", undecided)
            url = reverse("courses:batch", args=[batch["code"]])
            items.append(DeskItem(name, url, status % {"count": undecided}, "warning"))
        elif batch["last"] is not None and not batch["has_planned"]:
            url = reverse("courses:batch_close", args=[batch["code"]])
            items.append(DeskItem(name, url, _("ready to be closed"), "warning"))
    ready = [item for give in providers.READY_TO_ISSUE for item in give(user)]
    return items + [
        DeskItem(item.label, item.url, _("certificates for %(people)s") % {"people": item.status}, "success")
        for item in ready
    ]


def _without_second_step() -> list[DeskItem]:
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    safe = Authenticator.objects.filter(user=OuterRef("pk"), type__in=kinds)
    people = User.objects.active().filter(~Exists(safe), is_staff=True).order_by("name", "pk")
    return [DeskItem(person.full_name, reverse("wagtailusers_users:inspect", args=[person.pk])) for person in people]
