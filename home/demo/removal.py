"""Takes the demo out again: its people, its course and all that hangs on them, real rows only where they hang on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import models, router, transaction
from django.utils.translation import ngettext
from wagtail.models import Page

from certificates.models import Certificate
from core.errors import DomainError
from core.models import Attachment, Picture, Recording
from courses.choices import EnrolmentState
from courses.models import Batch, BatchPart, Competency, Completion, CoursePage, Enrolment, MaterialSpeaker, Topic
from home.demo import accounts, sources
from members.models import UrgentNotice, User
from quizzes.models import Attempt, Mark

Found = dict[type[models.Model], set[Any]]

# What a person did or was given, and the way from there to the person.
OWNERS: dict[type[models.Model], str] = {
    Enrolment: "member",
    Completion: "enrolment__member",
    Attempt: "enrolment__member",
    Mark: "attempt__enrolment__member",
    Certificate: "holder",
    BatchPart: "member",
    MaterialSpeaker: "member",
}


class RealMembersError(DomainError):
    """Members who are no demo accounts have taken part in the demo."""


def remove() -> dict[str, int]:
    """How many rows went, by model. Offices and provinces are public facts and stay; so does the audit trail.

    Refused before anything goes if a row belongs to a member who is no demo account.
    """
    accounts.check_allowed()
    course = CoursePage.objects.filter(slug=sources.course()["slug"]).first()
    pages = list(Page.objects.descendant_of(course, inclusive=True)) if course else []
    with transaction.atomic():
        found: Found = defaultdict(set)
        roots: list[models.Model] = [
            *User.objects.filter(is_demo=True),
            *Batch.objects.filter(course=course),
            *UrgentNotice.objects.filter(written_by__is_demo=True),
        ]
        _gather(roots, found)
        _gather([page.specific for page in pages], found, skip=True)
        _check_nobody_real(found)
        files = _files()  # while their uploaders are still known
        _release(found)
        # The foreign keys are checked at the end of the transaction, so the order of deletion is free.
        counts = {model._meta.label: _delete(model, keys) for model, keys in found.items() if keys}
        if course is not None:
            CoursePage.objects.get(pk=course.pk).delete()
            counts["wagtailcore.Page"] = len(pages)
        for file in files:
            type(file)._default_manager.get(pk=file.pk).delete()
        for model, kind in ((Topic, "topic"), (Competency, "competency")):
            codes = [row["code"] for row in sources.topics()[kind]]
            for row in model._default_manager.filter(code__in=codes):
                if not _is_used(row):
                    row.delete()
    return {label: count for label, count in sorted(counts.items()) if count}


def _check_nobody_real(found: Found) -> None:
    """Who withdrew and left nothing else behind is not in the way: a withdrawn enrolment alone proves nothing."""
    count, people = 0, set[Any]()
    for model, owner in OWNERS.items():
        rows = model._base_manager.filter(pk__in=found.get(model, ()), **{f"{owner}__is_demo": False})
        if model is Enrolment:
            rows = rows.exclude(state=EnrolmentState.WITHDRAWN)
        owners = list(rows.values_list(owner, flat=True))
        count += len(owners)
        people |= set(owners)
    if count:
        names = sorted(str(member) for member in User.objects.filter(pk__in=people)[:3])
        raise RealMembersError(
            ngettext(
                "Nothing was deleted: %(count)d record of a member who is no demo account hangs on the demo "
                "(%(names)s); move or withdraw them first.",
                "Nothing was deleted: %(count)d records of members who are no demo accounts hang on the demo "
                "(%(names)s); move or withdraw them first.",
                count,
            )
            % {"count": count, "names": ", ".join(names) + (" …" if len(people) > len(names) else "")},
            count=count,
        )


def _gather(rows: Iterable[models.Model], found: Found, *, skip: bool = False) -> None:
    """`rows` and whatever refers to them, all the way up; pages are left to Wagtail, which knows their tree."""
    waiting = list(rows)
    first = skip
    while waiting:
        by_model: dict[type[models.Model], set[Any]] = defaultdict(set)
        for row in waiting:
            by_model[type(row)].add(row.pk)
        if not first:
            for model, keys in by_model.items():
                found[model] |= keys
        first, waiting = False, []
        for model, keys in by_model.items():
            for relation in _dependents(model):
                related: Any = relation.related_model
                rows_of = related._base_manager.filter(**{f"{relation.field.name}__in": keys})
                waiting += rows_of.exclude(pk__in=found[related]) if found[related] else rows_of


def _dependents(model: type[models.Model]) -> list[Any]:
    return [
        relation
        for relation in model._meta.related_objects
        if relation.on_delete in (models.CASCADE, models.PROTECT)
        and not issubclass(relation.related_model, Page)
        and not relation.field.remote_field.parent_link
    ]


def _release(found: Found) -> None:
    """Who merely points at a row that goes (the uploader of a picture, the owner of a page) points at nobody."""
    for model, keys in list(found.items()):
        for relation in model._meta.related_objects:
            if relation.on_delete is models.SET_NULL and not relation.many_to_many:
                related: Any = relation.related_model
                field = relation.field
                pointing: models.QuerySet[Any] = models.QuerySet(related).filter(**{f"{field.name}__in": keys})
                pointing.update(**{field.name: None})


def _delete(model: type[models.Model], keys: set[Any]) -> int:
    """Without signals and protections: rows that are written once go with the story they belong to."""
    for relation in model._meta.many_to_many:
        through: Any = relation.remote_field.through
        if through._meta.auto_created:
            name = relation.m2m_field_name()
            models.QuerySet(through).filter(**{f"{name}__in": keys}).delete()
    rows: models.QuerySet[Any] = models.QuerySet(model).filter(pk__in=keys)
    return int(rows._raw_delete(router.db_for_write(model)))


def _is_used(row: models.Model) -> bool:
    """Whether something real took it up meanwhile."""
    relations: list[Any] = [*row._meta.related_objects]
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: row}).exists() for relation in relations
    )


def _files() -> list[models.Model]:
    """The demo's own, uploaded by a demo account: a title alone is no proof."""
    names = [path.name for path in sources.FILES.glob("*.png")]
    return [
        *Picture.objects.filter(title__in=names, uploaded_by_user__is_demo=True),
        *Recording.objects.filter(title__in=sources.titles_of("%"), uploaded_by_user__is_demo=True),
        *Attachment.objects.filter(
            title__in=sources.titles_of("@") | sources.titles_of("#"), uploaded_by_user__is_demo=True
        ),
    ]
