"""The compiled forms of this process: each shape of paper is compiled once and printed many times."""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from certificates.compiled.compiling import QR_ADDRESS, compile_form
from certificates.compiled.form import Form
from certificates.compiled.outline import Outline, common_facts, common_parts, outline_of
from certificates.compiled.reasons import NeedsFullRendererError, Reason
from certificates.compiled.seal import InlineSeal, inline_seal
from certificates.drawing import RenderingError, RenderingUnavailableError
from certificates.facts import Facts
from certificates.rendering import paper_css, paper_html
from certificates.signing import KeySigner, Sealed, SigningBackend

MARKING_LETTERS = ("J", "Q")
MOST_SHAPES = 24
MOST_FORMS = 4  # of one shape: its texts may take more or fewer lines
MOST_REFUSALS = 3  # one may be a person's; several are the batch's or the template's
Key = tuple[Any, ...]


@dataclass
class _Shape:
    forms: list[Form] = field(default_factory=list)
    trouble: str = ""  # why no form can be made of it
    refusals: int = 0  # how often it could not be drawn at all


class Press:
    """Bounded: the shapes used longest ago are forgotten, and compiled anew when they come back."""

    def __init__(self) -> None:
        self._shapes: OrderedDict[Key, _Shape] = OrderedDict()

    def print_and_seal(
        self, facts: Facts, content: dict[str, Any], backend: SigningBackend, credential: bytes = b""
    ) -> Sealed:
        """The finished paper; raises NeedsFullRendererError where the slow way is the right one."""
        if isinstance(backend, KeySigner) and backend.signs_inline:
            return Sealed(self._print(facts, content, credential, backend), backend.chain)
        return backend.sign(self._print(facts, content, credential, None), token=facts.token)

    def print(self, facts: Facts, content: dict[str, Any], credential: bytes = b"") -> bytes:
        """The unsigned paper."""
        return self._print(facts, content, credential, None)

    def _print(self, facts: Facts, content: dict[str, Any], credential: bytes, signer: KeySigner | None) -> bytes:
        outline = outline_of(paper_html(facts, content, QR_ADDRESS), _common(content, facts))
        key = (outline.pieces, bool(credential), signer is not None)
        shape = self._shapes.setdefault(key, _Shape())
        self._shapes.move_to_end(key)
        while len(self._shapes) > MOST_SHAPES:
            self._shapes.popitem(last=False)
        seal = inline_seal(signer) if signer is not None else None
        job = _Job(outline, facts, content, credential, seal)
        for form in shape.forms:
            try:
                return job.printed_with(form)
            except NeedsFullRendererError as error:
                if error.reason != Reason.ROOM:
                    raise
        if shape.trouble:
            raise NeedsFullRendererError(Reason.TEMPLATE, shape.trouble)
        if len(shape.forms) >= MOST_FORMS:
            raise NeedsFullRendererError(Reason.ROOM)
        return _first_print(shape, job)


@dataclass(frozen=True)
class _Job:
    outline: Outline
    facts: Facts
    content: dict[str, Any]
    credential: bytes
    seal: InlineSeal | None

    def compiled(self, letter: str) -> Form:
        return compile_form(
            self.outline, self.facts, paper_css(self.content),
            letter=letter, credential=bool(self.credential), sealed=self.seal is not None,
        )  # fmt: skip

    def printed_with(self, form: Form) -> bytes:
        return form.printed(self.outline.texts, self.facts.verify_url, self.credential, self.seal)


def _first_print(shape: _Shape, job: _Job) -> bytes:
    """Another letter where the marked texts took more or fewer lines than the true ones."""
    for letter in MARKING_LETTERS:
        try:
            form = job.compiled(letter)
        except RenderingUnavailableError:
            raise
        except RenderingError as error:  # the full renderer says whether it is this person's or the template's
            shape.refusals += 1
            if shape.refusals >= MOST_REFUSALS:
                shape.trouble = str(error)
            raise NeedsFullRendererError(Reason.TEMPLATE, str(error)) from error
        except NeedsFullRendererError as error:
            if error.reason == Reason.TEMPLATE:
                shape.trouble = str(error)
            raise
        except Exception as error:  # nobody of this shape has to meet it again
            shape.trouble = f"{type(error).__name__}: {error}"
            raise
        shape.forms.append(form)  # even when it is not good for this one: that bounds how often it is tried
        try:
            return job.printed_with(form)
        except NeedsFullRendererError as error:
            if error.reason != Reason.ROOM:
                raise
    raise NeedsFullRendererError(Reason.ROOM)


def _common(content: dict[str, Any], facts: Facts) -> frozenset[str]:
    return _common_parts(json.dumps(content, sort_keys=True), common_facts(facts))


@lru_cache(maxsize=8)
def _common_parts(content: str, facts: Facts) -> frozenset[str]:
    return common_parts(paper_html(facts, json.loads(content), QR_ADDRESS))


@lru_cache(maxsize=1)
def press() -> Press:
    return Press()
