"""A course of its own, made from another: its materials, rule and tests, and one batch where that is wanted. What would
be made is said without making it, by the same functions that say it of what was made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.actions.copy_page import CopyPageAction
from wagtail.models import Page

from core import audit
from courses.choices import MANUAL
from courses.cloning import Cloning, Fate, course_cloners, course_foreseers
from courses.conditions import Condition
from courses.errors import CodeTakenError, NotAllowedError
from courses.models import Batch, CompletionRule, CoursePage, ManualRequirement, MaterialPage
from courses.rules import may_add_course, may_run_course
from courses.selectors.evaluation import instrument_in_force, plain_instrument
from courses.services.cloning import Lines, NextBatch, keep_record, made_already, make_batch_clone
from courses.services.instrument import set_instrument
from courses.services.manual import save_manual_requirement
from courses.services.rule import set_completion_rule
from courses.signals import course_cloned
from members.models import User

OF_MATERIALS = ("title", "live", "has_unpublished_changes")


@transaction.atomic
def clone_course(
    *,
    course: CoursePage,
    title: str,
    slug: str,
    actor: User,
    batch: Batch | None = None,
    wanted: NextBatch | None = None,
) -> CoursePage:
    """A draft of a course with everything that is published in this one; with a batch, that batch in preparation.

    Its materials and tests are as live as their originals, and nobody reads them before the course is published.
    Whoever asks again for what was made already gets it.
    """
    made = _made_already(course, title, slug, wanted, actor)
    if made is not None:
        return made
    cloning = Cloning(actor)
    clone = _copy_course(course, title, slug, cloning)
    _copy_materials(course, clone, cloning)
    for cloner in course_cloners():
        cloner(course, clone, cloning)
    _copy_requirements(course, clone, cloning)
    _copy_rule(course, clone, cloning)
    _copy_instrument(course, clone, cloning)
    _take_batch_along(course, clone, batch, wanted, cloning)
    keep_record(cloning, source=course.title, course=clone)
    audit.record(
        action="course.cloned", actor=actor, subject=f"course:{clone.pk}", data={"from": course.pk, "title": title}
    )
    ids = {kind: dict(pairs) for kind, pairs in cloning.ids.items()}
    fact = partial(course_cloned.send_robust, sender=CoursePage, course_id=clone.pk, source_id=course.pk, ids=ids)
    transaction.on_commit(fact, robust=True)
    return clone


@transaction.atomic
def preview_course_clone(
    *,
    course: CoursePage,
    title: str,
    slug: str,
    actor: User,
    batch: Batch | None = None,
    wanted: NextBatch | None = None,
) -> Lines:
    """What `clone_course` would say, sentence for sentence. No page is copied, which takes most of its time; the batch
    is made, in the original course, and taken back."""
    made = _made_already(course, title, slug, wanted, actor)
    if made is not None:
        return [(Fate(fate), sentence) for fate, sentence in made.cloned_from.lines]
    cloning = Cloning(actor)
    _check_address(course.get_parent(), slug)
    _tell_of_course(cloning)
    _tell_of_materials(MaterialPage.objects.of_course(course).only(*OF_MATERIALS).order_by("path"), cloning)
    for foresee in course_foreseers():
        foresee(course, cloning)
    cloning.keys |= {row.key: row.key for row in ManualRequirement.objects.filter(course=course)}
    _conditions(course, cloning)
    if instrument_in_force(course) is not None:
        _tell_of_instrument(cloning)
    _take_batch_along(course, course, batch, wanted, cloning)
    transaction.set_rollback(True)
    return cloning.lines


def copy_page(page: Page, *, to: Page, actor: User, live: bool, **changed: str) -> Page:
    """One page without those below it and without its history: what readers see of a published one, and of a draft
    what its writers wrote last, which stands in its latest revision alone."""
    source = page
    if not page.live:
        source = page.get_latest_revision_as_object()
        changed = {"slug": page.slug, **changed}  # that of the revision may be another page's by now
    copying = CopyPageAction(
        page=source, to=to, update_attrs=changed, recursive=False, copy_revisions=False, keep_live=live, user=actor
    )
    return cast("Page", copying.execute(skip_permission_checks=True))


def _made_already(
    course: CoursePage, title: str, slug: str, wanted: NextBatch | None, actor: User
) -> CoursePage | None:
    if not (may_run_course(actor, course) and may_add_course(actor)):
        raise NotAllowedError(_("Only an organiser of this course may do this."))
    made = made_already(actor, course.title, course__slug=slug, course__title=title)
    if made is None or made.course is None or not _has_taken_along(made.course, wanted):
        return None
    return made.course


def _has_taken_along(clone: CoursePage, wanted: NextBatch | None) -> bool:
    return wanted is None or clone.batches.filter(code=wanted.code, name=wanted.name).exists()


def _copy_course(course: CoursePage, title: str, slug: str, cloning: Cloning) -> CoursePage:
    above = Page.objects.select_for_update().get(pk=course.get_parent().pk)  # pressed twice, the second one waits
    _check_address(above, slug)
    clone = copy_page(course, to=above, actor=cloning.actor, live=False, title=title, slug=slug, draft_title=title)
    cloning.note("course", course.pk, clone.pk)
    _tell_of_course(cloning)
    return CoursePage.objects.get(pk=clone.pk)


def _check_address(above: Page, slug: str) -> None:
    if above.get_children().filter(slug=slug).exists():
        raise CodeTakenError(_("Another course has the address “%(slug)s”.") % {"slug": slug})


def _tell_of_course(cloning: Cloning) -> None:
    cloning.taken(_("Summary, introduction, audience, JP rule, terms of attendance and organisers."))
    cloning.changed(_("The course is a draft: look through it and publish it."))


def _copy_materials(course: CoursePage, clone: CoursePage, cloning: Cloning) -> None:
    materials = list(MaterialPage.objects.of_course(course).order_by("path"))
    for material in materials:
        made = copy_page(material, to=Page.objects.get(pk=clone.pk), actor=cloning.actor, live=material.live)
        cloning.note("material", material.pk, made.pk)
    _lead_prerequisites_on(materials, cloning)
    _tell_of_materials(materials, cloning)


def _tell_of_materials(materials: Iterable[MaterialPage], cloning: Cloning) -> None:
    materials = list(materials)
    if materials:
        cloning.taken(
            ngettext(
                "%(number)d material with files, speakers, topics and the time it opens.",
                "%(number)d materials with files, speakers, topics and the times they open.",
                len(materials),
            )
            % {"number": len(materials)}
        )
    drafts = [material.title for material in materials if material.live and material.has_unpublished_changes]
    if drafts:
        cloning.left_out(_("Drafts that are not published yet: %(titles)s.") % {"titles": ", ".join(drafts)})


def _lead_prerequisites_on(materials: Sequence[MaterialPage], cloning: Cloning) -> None:
    """To the clone's own materials, also in what its editors open."""
    for material in materials:
        made = MaterialPage.objects.get(pk=cloning.twin_of("material", material.pk))
        before = [page.pk for page in made.prerequisites.all()]
        if not before:
            continue
        made.prerequisites = MaterialPage.objects.filter(pk__in=[cloning.twin_of("material", pk) for pk in before])
        revision = made.save_revision(user=cloning.actor, clean=False)
        if made.live:
            revision.publish(user=cloning.actor, skip_permission_checks=True)
        else:
            made.save(clean=False)


def _copy_requirements(course: CoursePage, clone: CoursePage, cloning: Cloning) -> None:
    for row in ManualRequirement.objects.filter(course=course):
        made = save_manual_requirement(
            course=clone,
            label=row.label,
            explanation=row.explanation,
            speakers_may_tick=row.speakers_may_tick,
            actor=cloning.actor,
        )
        cloning.keys[f"{MANUAL}:{row.uid}"] = f"{MANUAL}:{made.uid}"


def _copy_rule(course: CoursePage, clone: CoursePage, cloning: Cloning) -> None:
    if conditions := _conditions(course, cloning):
        set_completion_rule(course=clone, conditions=conditions, actor=cloning.actor)


def _conditions(course: CoursePage, cloning: Cloning) -> list[Condition]:
    """Of the rule in force, with the clone's own keys, and said."""
    rule = CompletionRule.objects.in_force(course)
    conditions: list[Condition] = []
    for row in [] if rule is None else rule.conditions.all():
        key = cloning.keys.get(row.key, row.key if ":" not in row.key else "")
        if key:
            conditions.append(Condition(key, row.target, row.is_test, row.gates_materials))
        else:
            cloning.left_out(_("A condition of the completion rule whose test is not there any more."))
    if conditions:
        cloning.taken(
            ngettext(
                "The completion rule in force, with %(number)d condition.",
                "The completion rule in force, with %(number)d conditions.",
                len(conditions),
            )
            % {"number": len(conditions)}
        )
    return conditions


def _copy_instrument(course: CoursePage, clone: CoursePage, cloning: Cloning) -> None:
    stored = instrument_in_force(course)
    if stored is not None:
        set_instrument(course=clone, instrument=plain_instrument(stored), actor=cloning.actor)
        _tell_of_instrument(cloning)


def _tell_of_instrument(cloning: Cloning) -> None:
    cloning.taken(_("The form of the evaluation."))


def _take_batch_along(
    course: CoursePage, clone: CoursePage, batch: Batch | None, wanted: NextBatch | None, cloning: Cloning
) -> None:
    others = course.batches.count() - (batch is not None)  # a preview makes the next one in the same course
    if batch is not None and wanted is not None:
        cloning.distance = wanted.first_day - batch.starts_on
        next_one = make_batch_clone(batch, clone, wanted, cloning)
        cloning.taken(_("The batch %(batch)s, as %(clone)s.") % {"batch": batch.name, "clone": next_one.name})
    if others:
        cloning.left_out(
            ngettext("%(number)d batch with its people.", "%(number)d batches with their people.", others)
            % {"number": others}
        )
