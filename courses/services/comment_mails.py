"""Who is told of comments on a page: its authors, and who has commented there before. One mail for a sitting, however
many comments it brought."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from wagtail.models import Comment, CommentReply, Page

from core.services import gather_job
from courses.models import MaterialPage
from courses.rules import may_edit_material
from courses.selectors.editing import limit_to_edited
from members.models import User
from members.services import Letter, send_messages

COMMENT_MAILS = "courses.comment_mails"
# A mail goes once nothing has been added for so long, and at the latest so long after the first word.
QUIET, LATEST = timedelta(minutes=5), timedelta(minutes=30)


@dataclass(frozen=True)
class Said:
    """A comment; or an answer `to` one; or one that is settled now."""

    text: str
    to: str = ""
    settled: bool = False


def tell_commented(
    *,
    page: Page,
    actor: User,
    comments: Collection[int] = (),
    replies: Collection[int] = (),
    settled: Collection[int] = (),
) -> None:
    """Have the others told soon, with whatever else `actor` says on the page until then. Keys of rows, not their words:
    what is corrected or taken back meanwhile is mailed as it then stands."""
    if comments or replies or settled:
        gather_job(
            kind=COMMENT_MAILS,
            gathering=f"comments:{page.pk}:{actor.pk}",
            payload={
                "page": page.pk,
                "actor": actor.pk,
                "comments": list(comments),
                "replies": list(replies),
                "settled": list(settled),
            },
            quiet=QUIET,
            latest=LATEST,
        )


def mail_comments(*, told: Mapping[str, Any]) -> None:
    """The mails that a gathered job leads to; run again, it sends none twice."""
    page = Page.objects.filter(pk=told["page"]).first()
    actor = User.objects.active().filter(pk=told["actor"]).first()
    said = _said(page, told) if page is not None else []
    if page is None or actor is None or not said:
        return
    material: MaterialPage | None = MaterialPage.objects.filter(pk=page.pk).first()
    if material is None:
        link = reverse("wagtailadmin_pages:edit", args=[page.pk])
    else:
        link = reverse("courses:material_write", args=[material.uid])
    context = {
        "author": actor.full_name,
        "title": (material or page).draft_title or page.title,
        "said": said,
        "link": f"{settings.SITE_URL}{link}",
    }
    people = _concerned(page, material).exclude(pk=actor.pk)
    readers = [person for person in people if _may_edit(person, page, material)]
    occasion = _occasion(told)
    letters = [Letter(f"commented:{page.pk}:{occasion}:{person.pk}", person, context) for person in readers]
    send_messages(template="material_commented", letters=letters)


def _said(page: Page, told: Mapping[str, Any]) -> list[Said]:
    on_page = Comment.objects.filter(page=page.pk).order_by("created_at", "pk")
    answers = CommentReply.objects.filter(comment__page=page.pk, pk__in=told["replies"]).select_related("comment")
    said = [Said(comment.text) for comment in on_page.filter(pk__in=told["comments"])]
    said += [Said(reply.text, to=reply.comment.text) for reply in answers.order_by("created_at", "pk")]
    settled = on_page.filter(pk__in=told["settled"]).exclude(resolved_at=None).exclude(pk__in=told["comments"])
    return said + [Said(comment.text, settled=True) for comment in settled]


def _occasion(told: Mapping[str, Any]) -> str:
    words = repr([told[name] for name in ("actor", "comments", "replies", "settled")])
    return hashlib.blake2b(words.encode(), digest_size=12).hexdigest()


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
