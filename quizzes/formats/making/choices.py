"""Questions that offer what to choose, match or order."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from quizzes.choices import Marking
from quizzes.formats.findings import Notes, RefusedError
from quizzes.formats.making.parts import Common, Option, counted, part_of
from quizzes.items import (
    Item,
    Kprim,
    MatchChoice,
    Matching,
    MatchMarking,
    MultipleChoice,
    Ordering,
    OrderMarking,
    Prompt,
    SingleChoice,
    Statement,
    keys_for,
    true_or_false,
)
from quizzes.items import (
    choice as choices,
)
from quizzes.items import ordering as orders


def choice(
    common: Common,
    options: Sequence[Option],
    *,
    multiple: bool,
    notes: Notes,
    marking: Marking = Marking.SUM_OF_FRACTIONS,
    shuffle: bool = True,
) -> Item:
    """Without a rule of the file, several answers earn the sum of their shares, as in GIFT and Moodle."""
    counted(options, 2, _("It has fewer than two options. Add one."))
    texts = [part_of(option.text, notes, with_media=True) for option in options]
    rows = tuple(
        choices.Option(
            key=key,
            text=text,
            fraction=option.share,
            last=option.last,
            feedback=part_of(option.said, notes),
            media=media,
        )
        for key, (text, media), option in zip(
            keys_for([text or media for text, media in texts]), texts, options, strict=True
        )
    )
    shared = common.for_item(*(option.text for option in options))
    if not multiple:
        return SingleChoice(options=rows, shuffle=shuffle, **shared)
    return MultipleChoice(options=rows, shuffle=shuffle, method=marking, **shared)


def true_false(common: Common, is_true: bool, *, said_if_true: str = "", said_if_false: str = "", notes: Notes) -> Item:
    return true_or_false(
        statement_is_true=is_true,
        feedback_for_true=part_of(said_if_true, notes),
        feedback_for_false=part_of(said_if_false, notes),
        **common.for_item(),
    )


def kprim(common: Common, rows: Sequence[tuple[str, bool, str]], *, notes: Notes, shuffle: bool = True) -> Item:
    """Rows of statement, truth, and what is said to those who err."""
    if len(rows) != 4:
        raise RefusedError(_("It has %(count)d statements. This kind has exactly four.") % {"count": len(rows)})
    texts = [part_of(text, notes) for text, _truth, _said in rows]
    statements = tuple(
        Statement(key=key, text=text, is_true=truth, feedback=part_of(said, notes))
        for key, text, (_html, truth, said) in zip(keys_for(texts), texts, rows, strict=True)
    )
    return Kprim(statements=statements, shuffle=shuffle, **common.for_item())


def matching(
    common: Common,
    pairs: Sequence[tuple[str, str]],
    *,
    notes: Notes,
    more: Sequence[str] = (),
    remarks: Sequence[str] = (),
    shuffle: bool = True,
    marking: MatchMarking = MatchMarking.SHARE,
) -> Item:
    """Pairs of prompt (HTML) and choice (plain); one without a prompt, like those of `more`, is a distractor.

    `remarks`: what is said to those who miss a pair, plain, in the order of the pairs.
    """
    rows = [(part_of(left, notes), " ".join(right.split())) for left, right in pairs]
    if any(markup.strip() and not left for (markup, _right), (left, _same) in zip(pairs, rows, strict=True)):
        raise RefusedError(_("One of its pairs has no words on the left. Write what its picture shows."))
    said = [*remarks, *[""] * (len(rows) - len(remarks))]
    prompts = [(left, right, remark) for (left, right), remark in zip(rows, said, strict=True) if left]
    counted(prompts, 1, _("It has no pairs. Add some."))
    if any(not right for _left, right in rows):
        raise RefusedError(_("One of its pairs has nothing on the right. Complete it, or take it out."))
    rights = list(dict.fromkeys([*(right for _left, right in rows), *(" ".join(text.split()) for text in more)]))
    counted(rights, 2, _("It needs at least two different choices on the right. Add one."))
    keys = dict(zip(rights, keys_for(rights), strict=True))
    return Matching(
        prompts=tuple(
            Prompt(key=key, text=left, right=keys[right], feedback=remark)
            for key, (left, right, remark) in zip(keys_for([row[0] for row in prompts]), prompts, strict=True)
        ),
        choices=tuple(MatchChoice(key=key, text=text) for text, key in keys.items()),
        shuffle=shuffle,
        marking=marking,
        **common.for_item(),
    )


def ordering(
    common: Common, texts: Sequence[str], *, notes: Notes, marking: OrderMarking = OrderMarking.IN_PLACE
) -> Item:
    """The parts (HTML) in their right order."""
    counted(texts, 2, _("It has fewer than two parts to order. Add some."))
    plain = [part_of(text, notes) for text in texts]
    parts = tuple(orders.Part(key=key, text=text) for key, text in zip(keys_for(plain), plain, strict=True))
    return Ordering(parts=parts, marking=marking, **common.for_item())
