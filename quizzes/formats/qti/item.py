"""One assessmentItem of QTI 2.1, 2.2 or 3.0, by the interaction that it has."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from quizzes.choices import Marking
from quizzes.formats import making
from quizzes.formats.findings import Notes, RefusedError
from quizzes.formats.making import Common, Option, not_too_many
from quizzes.formats.media import Shelf
from quizzes.formats.qti.declarations import Response, Rules, marks_of, needs_answer, responses_of
from quizzes.formats.qti.fields import typed
from quizzes.formats.qti.markup import Replace, inner_html, unwrapped
from quizzes.formats.texts import clean, plain_of
from quizzes.formats.xml import child, children
from quizzes.items import MatchMarking, OrderMarking
from quizzes.items.fractions import ONE

if TYPE_CHECKING:
    from quizzes.items import Item

INLINE = {"textEntryInteraction", "inlineChoiceInteraction"}
GAP = "_____"
OWN = re.compile(r"soal-[0-9a-f]{12}")
TRUTHS = {"true": {"true", "benar"}, "false": {"false", "salah"}}


class AssessmentItem:
    def __init__(
        self,
        root: Element,
        look: Callable[[str], bytes | None],
        notes: Notes,
        *,
        tags: tuple[str, ...] = (),
        topic: tuple[str, ...] = (),
    ) -> None:
        self.root, self.notes, self.shelf = root, notes, Shelf(look)
        self.tags, self.topic = tags, topic
        self.responses = responses_of(root)
        self.rules = Rules(root, notes)
        body = child(root, "itemBody")
        if body is None:
            raise RefusedError(_("It has no body (itemBody), so there is nothing to ask."))
        self.body = body
        self.interactions = not_too_many([node for node in body.iter() if str(node.tag).endswith("Interaction")])

    def item(self) -> Item:
        names = [str(node.tag) for node in self.interactions]
        unknown = sorted(set(names) - INLINE - set(self._blocks))
        if unknown:
            raise RefusedError(
                _("Its kind (%(names)s) is not supported. Rewrite it as a choice, a text, a matching or an ordering.")
                % {"names": ", ".join(unknown)}
            )
        if not names:
            raise RefusedError(
                _("It is a text without anything to answer. Put the text into the question it belongs to.")
            )
        if set(names) <= INLINE:
            if names == ["textEntryInteraction"]:
                return self._entry(self.interactions[0])
            return self._cloze()
        if len(names) > 1:
            raise RefusedError(_("It asks several things at once. Split it into one question for each."))
        return self._blocks[names[0]](self.interactions[0])

    @property
    def _blocks(self) -> dict[str, Callable[[Element], Item]]:
        return {
            "choiceInteraction": self._choice,
            "orderInteraction": self._order,
            "matchInteraction": self._match,
            "extendedTextInteraction": self._essay,
        }

    def common(self, marks: Decimal = ONE, *, replace: Replace | None = None) -> Common:
        def without_interaction(node: Element) -> str | None:
            return "" if str(node.tag).endswith("Interaction") else None

        stem = unwrapped(inner_html(self.body, replace or without_interaction))
        prompts = [inner_html(prompt) for node in self.interactions for prompt in children(node, "prompt")]
        told = [inner_html(_content(block)) for block in self._rubrics("candidate")]
        stem = "".join(f"<p>{text}</p>" if not text.startswith("<") else text for text in told) + stem
        if stem and prompts and not stem.startswith("<"):
            stem = f"<p>{stem}</p>"
        for prompt in prompts:
            stem += f"<p>{prompt}</p>" if stem and not prompt.startswith("<") else prompt
        feedback = self._feedback()
        return Common(
            stem=clean(stem, self.notes, self.shelf),
            feedback=feedback,
            name=self.root.get("title", ""),
            external_id=self._external_id(),
            topic=self.topic,
            tags=self.tags,
            marks=marks_of(self.root, marks),
            shelf=self.shelf,
        )

    def _rubrics(self, view: str) -> list[Element]:
        return [node for node in self.root.iter("rubricBlock") if view in node.get("view", "").split()]

    def _external_id(self) -> str:
        """Our own export gives a name of its own to what has none, and keeps in `label` what is no identifier."""
        identifier = self.root.get("identifier", "")
        if self.root.get("toolName") != "Dermaga" or not OWN.fullmatch(identifier):
            return identifier
        return self.root.get("label", "")

    def _feedback(self) -> str:
        found = list(children(self.root, "modalFeedback"))
        if len(found) > 1:
            self.notes.warn(_("Of several remarks on the whole question only the first was taken."))
        if next(self.body.iter("feedbackBlock"), None) is not None:
            self.notes.warn(_("Remarks inside the text, shown after the answer, were left out."))
        return self._html(_content(found[0])) if found else ""

    def _choice(self, node: Element) -> Item:
        response = self._response(node)
        rows = not_too_many(list(children(node, "simpleChoice")))
        multiple = response.cardinality != "single" and node.get("maxChoices", "1") != "1"
        shares, whole = response.shares(by_mapping=self.rules.by_mapping, multiple=multiple)
        needs_answer(shares)
        texts = {row.get("identifier", ""): self._html(row) for row in rows}
        said = {row.get("identifier", ""): self._said(row) for row in rows}
        if not multiple and {key.lower() for key in texts} == set(TRUTHS) and len(rows) == 2:
            known = {key.lower(): plain_of(text).lower() in TRUTHS[key.lower()] for key, text in texts.items()}
            right = next(key for key, share in shares.items() if share > 0)
            if all(known.values()) and right in texts:
                remarks = {key.lower(): text for key, text in said.items()}
                return making.true_false(
                    self.common(whole),
                    right.lower() == "true",
                    said_if_true=remarks["true"],
                    said_if_false=remarks["false"],
                    notes=self.notes,
                )
        fixed = [row.get("fixed") == "true" for row in rows]
        mapped = bool(response.mapped) and (self.rules.by_mapping or not response.correct)
        options = [
            Option(
                texts[row.get("identifier", "")],
                shares.get(row.get("identifier", ""), Decimal(0)),
                said[row.get("identifier", "")],
                last=all(fixed[place:]),
            )
            for place, row in enumerate(rows)
        ]
        return making.choice(
            self.common(whole),
            options,
            multiple=multiple,
            marking=Marking.SUM_OF_FRACTIONS if mapped else Marking.ALL_OR_NOTHING,
            shuffle=node.get("shuffle") == "true",
            notes=self.notes,
        )

    def _order(self, node: Element) -> Item:
        response = self._response(node)
        texts = {
            row.get("identifier", ""): self._html(row) for row in not_too_many(list(children(node, "simpleChoice")))
        }
        if sorted(response.correct) != sorted(texts):
            raise RefusedError(_("Its right order does not name each of its parts once. Complete it."))
        marking = OrderMarking.ALL_OR_NOTHING if self.rules.whole else OrderMarking.IN_PLACE
        parts = [texts[key] for key in response.correct]
        return making.ordering(self.common(), parts, marking=marking, notes=self.notes)

    def _match(self, node: Element) -> Item:
        response = self._response(node)
        sets = list(children(node, "simpleMatchSet"))
        if len(sets) != 2:
            raise RefusedError(_("It does not have two columns to match. Complete it."))
        left, right = (
            {
                row.get("identifier", ""): self._html(row)
                for row in not_too_many(list(children(part, "simpleAssociableChoice")))
            }
            for part in sets
        )
        chosen: dict[str, str] = {}
        for pair in response.correct or [key for key, value in response.mapped.items() if value > 0]:
            one, _space, other = " ".join(pair.split()).partition(" ")
            if one not in left or other not in right:
                raise RefusedError(
                    _("Its key names “%(pair)s”, which is no pair of its two columns.") % {"pair": pair[:60]}
                )
            if one in chosen:
                raise RefusedError(
                    _("Something on the left belongs to several things on the right. Split the question.")
                )
            chosen[one] = other
        if set(chosen) != set(left):
            raise RefusedError(_("Something on the left has no partner in the key. Complete it, or take it out."))
        if len(set(response.mapped.values())) > 1:
            self.notes.warn(_("Its pairs had different weights; here each pair is worth the same."))
        if len(left) == 4 and {key.lower() for key in right} == set(TRUTHS):
            rows = [(text, chosen[key].lower() == "true", "") for key, text in left.items()]
            return making.kprim(self.common(), rows, shuffle=node.get("shuffle") == "true", notes=self.notes)
        words = {key: plain_of(text) for key, text in right.items()}
        used = set(chosen.values())
        return making.matching(
            self.common(),
            [(text, words[chosen[key]]) for key, text in left.items()],
            more=[text for key, text in words.items() if key not in used],
            shuffle=node.get("shuffle") == "true",
            marking=MatchMarking.ALL_OR_NOTHING if self.rules.whole else MatchMarking.SHARE,
            notes=self.notes,
        )

    def _essay(self, node: Element) -> Item:
        lines = node.get("expectedLines", "")
        for_markers = [plain_of(self._html(_content(block))) for block in self._rubrics("scorer")]
        return making.essay(
            self.common(),
            lines=int(lines) if lines.isdecimal() and len(lines) < 4 else 10,
            notes_for_markers="\n".join(for_markers),
        )

    def _entry(self, node: Element) -> Item:
        """One field: at the end of the text it is the question's field; amid the text its place is marked."""
        response = self._response(node)
        whole_text = inner_html(self.body, lambda part: "\x00" if part is node else None)
        amid = plain_of(whole_text.replace("\x00", "\ue001")).rstrip(" .:\n").rpartition("\ue001")[2].strip() != ""

        def replace(part: Element) -> str | None:
            return (GAP if amid else "") if part is node else None

        common = self.common(response.shares(by_mapping=True, multiple=False)[1], replace=replace)
        return typed(response, self.rules, self.notes, common)

    def _cloze(self) -> Item:
        keys = {id(node): str(place) for place, node in enumerate(self.interactions, start=1)}
        gaps = []
        for node in self.interactions:
            response = self._response(node)
            if node.tag == "textEntryInteraction":
                gap, whole = (
                    typed(response, self.rules, self.notes, making.GAP),
                    response.shares(by_mapping=True, multiple=False)[1],
                )
            else:
                shares, whole = response.shares(by_mapping=self.rules.by_mapping, multiple=False)
                needs_answer(shares)
                options = [
                    Option(self._html(row), shares.get(row.get("identifier", ""), Decimal(0)))
                    for row in not_too_many(list(children(node, "inlineChoice")))
                ]
                shuffled = node.get("shuffle") == "true"
                gap = making.choice(making.GAP, options, multiple=False, shuffle=shuffled, notes=self.notes)
            gaps.append(making.MadeGap(keys[id(node)], gap, whole))
        marks = sum((gap.weight for gap in gaps), Decimal(0))

        def replace(part: Element) -> str | None:
            return f"[[{keys[id(part)]}]]" if id(part) in keys else None

        return making.cloze(self.common(marks, replace=replace), gaps)

    def _response(self, node: Element) -> Response:
        found = self.responses.get(node.get("responseIdentifier", ""))
        if found is None:
            raise RefusedError(_("Nothing in it says what is right (responseDeclaration). Add it."))
        return found

    def _html(self, node: Element) -> str:
        return clean(inner_html(node), self.notes, self.shelf)

    def _said(self, node: Element) -> str:
        found = child(node, "feedbackInline")
        return self._html(found) if found is not None else ""


def _content(node: Element) -> Element:
    """QTI 3 wraps what a feedback or rubric says once more."""
    body = child(node, "contentBody")
    return node if body is None else body
