"""Who is told of comments on a page: its authors, and who has commented there before. One mail each time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from wagtail.models import Comment, CommentReply, Page

from courses.models import MaterialPage
from courses.rules import may_edit_material
from courses.selectors.editing import limit_to_edited
from members.models import User
from members.services import Letter, send_messages


@dataclass(frozen=True)
class Said:
    """A comment; or an answer `to` one; or one that is settled now."""

    text: str
    to: str = ""
    settled: bool = False


@transaction.atomic
def tell_commented(*, page: Page, said: Sequence[Said], actor: User, occasion: str) -> None:
    """`occasion` names the saving: told once, it is not told again."""
    if not said:
        return
    material: MaterialPage | None = MaterialPage.objects.filter(pk=page.pk).first()
    if material is None:
        link = reverse("wagtailadmin_pages:edit", args=[page.pk])
    else:
        link = reverse("courses:material_write", args=[material.uid])
    context = {
        "author": actor.full_name,
        "title": page.draft_title or page.title,
        "said": said,
        "link": f"{settings.SITE_URL}{link}",
    }
    people = _concerned(page, material).exclude(pk=actor.pk)
    readers = [person for person in people if _may_edit(person, page, material)]
    letters = [Letter(f"commented:{page.pk}:{occasion}:{person.pk}", person, context) for person in readers]
    send_messages(template="material_commented", letters=letters)


def _may_edit(person: User, page: Page, material: MaterialPage | None) -> bool:
    """Who lost the page since then does not read on in the mails."""
    if material is not None:
        return may_edit_material(person, material)
    if not page.permissions_for_user(person).can_edit():
        return False
    return person.is_superuser or limit_to_edited(Page.objects.filter(pk=page.pk), person).exists()


def _concerned(page: Page, material: MaterialPage | None) -> QuerySet[User]:
    wanted = Q(pk=page.owner_id)
    wanted |= Q(pk__in=Comment.objects.filter(page=page.pk, resolved_at=None).values("user"))
    wanted |= Q(pk__in=CommentReply.objects.filter(comment__page=page.pk, comment__resolved_at=None).values("user"))
    if material is not None:
        wanted |= Q(pk__in=material.speakers.values("member"))
    return User.objects.active().filter(wanted).exclude(wagtail_userprofile__updated_comments_notifications=False)
