"""A course of its own, made from another: its materials, rule and tests, and one batch where that is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.actions.copy_page import CopyPageAction
from wagtail.models import Page

from core import audit
from courses.choices import MANUAL
from courses.cloning import Cloning, course_cloners
from courses.conditions import Condition
from courses.errors import CodeTakenError, NotAllowedError
from courses.models import Batch, CompletionRule, CoursePage, ManualRequirement, MaterialPage
from courses.rules import may_add_course, may_run_course
from courses.selectors.evaluation import instrument_in_force, plain_instrument
from courses.services.cloning import NextBatch, keep_record, made_already, make_batch_clone
from courses.services.instrument import set_instrument
from courses.services.manual import save_manual_requirement
from courses.services.rule import set_completion_rule
from courses.signals import course_cloned
from members.models import User


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
    if not (may_run_course(actor, course) and may_add_course(actor)):
        raise NotAllowedError(_("Only an organiser of this course may do this."))
    made = made_already(actor, course.title, course__slug=slug, course__title=title)
    if made is not None and made.course is not None and _has_taken_along(made.course, wanted):
        return made.course
    cloning = Cloning(actor)
    clone = _copy_course(course, title, slug, cloning)
    _copy_materials(course, clone, cloning)
    for cloner in course_cloners():
        cloner(course, clone, cloning)
    _copy_requirements(course, clone, cloning)
    _copy_rule(course, clone, cloning)
    _copy_instrument(course, clone, cloning)
    if batch is not None and wanted is not None:
        cloning.distance = wanted.first_day - batch.starts_on
        next_one = make_batch_clone(batch, clone, wanted, cloning)
        cloning.taken(_("The batch %(batch)s, as %(clone)s.") % {"batch": batch.name, "clone": next_one.name})
    others = course.batches.count() - (batch is not None)
    if others:
        cloning.left_out(
            ngettext("%(number)d batch with its people.", "%(number)d batches with their people.", others)
            % {"number": others}
        )
    keep_record(cloning, source=course.title, course=clone)
    audit.record(
        action="course.cloned", actor=actor, subject=f"course:{clone.pk}", data={"from": course.pk, "title": title}
    )
    ids = {kind: dict(pairs) for kind, pairs in cloning.ids.items()}
    fact = partial(course_cloned.send_robust, sender=CoursePage, course_id=clone.pk, source_id=course.pk, ids=ids)
    transaction.on_commit(fact, robust=True)
    return clone


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


def _has_taken_along(clone: CoursePage, wanted: NextBatch | None) -> bool:
    return wanted is None or clone.batches.filter(code=wanted.code, name=wanted.name).exists()


def _copy_course(course: CoursePage, title: str, slug: str, cloning: Cloning) -> CoursePage:
    above = Page.objects.select_for_update().get(pk=course.get_parent().pk)  # pressed twice, the second one waits
    if above.get_children().filter(slug=slug).exists():
        raise CodeTakenError(_("Another course has the address “%(slug)s”.") % {"slug": slug})
    clone = copy_page(course, to=above, actor=cloning.actor, live=False, title=title, slug=slug, draft_title=title)
    cloning.note("course", course.pk, clone.pk)
    cloning.taken(_("Summary, introduction, audience, JP rule, terms of attendance and organisers."))
    cloning.changed(_("The course is a draft: look through it and publish it."))
    return CoursePage.objects.get(pk=clone.pk)


def _copy_materials(course: CoursePage, clone: CoursePage, cloning: Cloning) -> None:
    materials = list(MaterialPage.objects.of_course(course).order_by("path"))
    for material in materials:
        made = copy_page(material, to=Page.objects.get(pk=clone.pk), actor=cloning.actor, live=material.live)
        cloning.note("material", material.pk, made.pk)
    _lead_prerequisites_on(materials, cloning)
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
    rule = CompletionRule.objects.in_force(course)
    conditions: list[Condition] = []
    for row in [] if rule is None else rule.conditions.all():
        key = cloning.keys.get(row.key, row.key if ":" not in row.key else "")
        if key:
            conditions.append(Condition(key, row.target, row.is_test, row.gates_materials))
        else:
            cloning.left_out(_("A condition of the completion rule whose test is not there any more."))
    if conditions:
        set_completion_rule(course=clone, conditions=conditions, actor=cloning.actor)
        cloning.taken(
            ngettext(
                "The completion rule in force, with %(number)d condition.",
                "The completion rule in force, with %(number)d conditions.",
                len(conditions),
            )
            % {"number": len(conditions)}
        )


def _copy_instrument(course: CoursePage, clone: CoursePage, cloning: Cloning) -> None:
    stored = instrument_in_force(course)
    if stored is not None:
        set_instrument(course=clone, instrument=plain_instrument(stored), actor=cloning.actor)
        cloning.taken(_("The form of the evaluation."))
