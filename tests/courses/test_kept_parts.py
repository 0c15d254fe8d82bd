"""Fragments that many readers share outlive the process that made them, and so a release."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from courses.selectors import material_parts, shared_parts
from courses.selectors.material_parts import MaterialParts
from courses.selectors.shared_parts import CourseParts
from tests.factories.courses import make_course, make_material

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class LaterCourseParts(CourseParts):
    added: str = field(default_factory=lambda: "new")  # what a copy from before lacks


@dataclass(frozen=True)
class LaterMaterialParts(MaterialParts):
    added: str = field(default_factory=lambda: "new")  # what a copy from before lacks


def test_a_release_that_adds_a_field_finds_no_course_that_was_kept_without_it(monkeypatch: Any) -> None:
    course = make_course()
    shared_parts.course_parts(course, None, [], "")

    monkeypatch.setattr(shared_parts, "CourseParts", LaterCourseParts)

    assert shared_parts.course_parts(course, None, [], "").added == "new"  # type: ignore[attr-defined]


def test_nor_a_material(monkeypatch: Any) -> None:
    material = make_material(make_course())
    assert material.live_revision_id
    material_parts.material_parts(material, keeps=True)

    monkeypatch.setattr(material_parts, "MaterialParts", LaterMaterialParts)

    assert material_parts.material_parts(material, keeps=True).added == "new"  # type: ignore[attr-defined]
