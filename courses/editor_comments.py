"""Mails about comments of the page editor: ours, in the place of Wagtail's, which are English, pass the outbox by, and
reach only who has subscribed."""

from __future__ import annotations

from typing import Any

from wagtail.admin.views.pages.edit import EditView

from courses.services.comment_mails import tell_commented


def send_ours(self: EditView, changes: dict[str, Any]) -> None:
    tell_commented(
        page=self.page,
        actor=self.request.user,
        comments=[comment.pk for comment in changes["new_comments"]],
        replies=[reply.pk for _comment, replies in changes["new_replies"] for reply in replies],
        settled=[comment.pk for comment in changes["resolved_comments"]],
    )


def take_over_comment_mails() -> None:
    EditView.send_commenting_notifications = send_ours
