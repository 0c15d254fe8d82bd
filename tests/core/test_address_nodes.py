"""Addresses in templates: what Django would write, whatever is given, and its refusals."""

from typing import Any
from uuid import UUID

import pytest
from django.template import Context, Engine, Template, engines
from django.urls import NoReverseMatch, reverse, set_script_prefix

from core.address_nodes import AddressNode

KEY = UUID("01a21a43-d59e-7298-9e44-5fb87fc5269d")
OTHER = UUID("01a21a43-7d26-7538-9d1c-6e776cf771f8")


def template(text: str) -> Template:
    engine: Engine = engines["django"].engine  # type: ignore[attr-defined]
    return engine.from_string(text)


def is_kept(page: Template) -> bool:
    (node,) = page.nodelist.get_nodes_by_type(AddressNode)
    return any(shape is not None for shape in node.shapes.values())


@pytest.mark.parametrize(
    ("name", "given", "kept"),
    [
        ("courses:batch", ["gelombang-1_b"], True),
        ("courses:attendance_entry", ["x", KEY, OTHER], True),
        ("courses:attendance_entry", ["x", str(KEY), str(OTHER)], True),
        ("courses:part_change", ["stands-in-for_1", 7], True),
        ("courses:batch", [str(KEY)], True),
        ("courses:batch", ["2026"], False),  # might be of another page, which asks for a number
        ("courses:part_change", ["x", "7"], False),
    ],
)
def test_it_is_the_address_that_django_writes(name: str, given: list[Any], kept: bool) -> None:
    names = [f"given_{place}" for place, _one in enumerate(given)]
    page = template(f'{{% url "{name}" {" ".join(names)} %}}')
    named = template(f'{{% url "{name}" {" ".join(names)} as place %}}<{{{{ place }}}}>')
    for _time in range(2):
        assert page.render(Context(dict(zip(names, given, strict=True)))) == reverse(name, args=given)
        assert named.render(Context(dict(zip(names, given, strict=True)))) == f"<{reverse(name, args=given)}>"
    assert is_kept(page) is kept


def test_each_kind_of_argument_has_its_own_shape() -> None:
    page = template('{% url "courses:batch" code %}')
    for code in ("satu", KEY, 12, "dua", "12"):
        assert page.render(Context({"code": code})) == reverse("courses:batch", args=[code])


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("courses:attendance_entry", ["x", KEY, "no-key"]),
        ("courses:attendance_entry", ["x", KEY]),
        ("courses:batch", ["a b"]),
        ("courses:batch", ["gelombang/1"]),
        ("courses:batch", [""]),
        ("courses:batch", ["é"]),
        ("courses:part_change", ["x", -7]),
        ("no such name", ["x"]),
    ],
)
def test_what_django_refuses_is_refused_each_time(name: str, given: list[Any]) -> None:
    names = [f"given_{place}" for place, _one in enumerate(given)]
    page = template(f'{{% url "{name}" {" ".join(names)} %}}')
    named = template(f'{{% url "{name}" {" ".join(names)} as place %}}<{{{{ place }}}}>')
    for _time in range(2):
        with pytest.raises(NoReverseMatch):
            page.render(Context(dict(zip(names, given, strict=True))))
        assert named.render(Context(dict(zip(names, given, strict=True)))) == "<>"


def test_a_refused_argument_spoils_nothing() -> None:
    page = template('{% url "courses:batch" code %}')
    assert page.render(Context({"code": "satu"})) == "/batches/satu/"
    with pytest.raises(NoReverseMatch):
        page.render(Context({"code": "a b"}))
    assert page.render(Context({"code": "dua"})) == "/batches/dua/"


def test_it_begins_where_the_site_does() -> None:
    page = template('{% url "courses:batch" code %}')
    try:
        set_script_prefix("/lms/")
        assert page.render(Context({"code": "satu"})) == "/lms/batches/satu/"
    finally:
        set_script_prefix("/")
    assert page.render(Context({"code": "satu"})) == "/batches/satu/"


def test_in_development_django_is_asked(settings: Any) -> None:
    settings.DEBUG = True

    assert template('{% url "courses:batch" code %}').nodelist.get_nodes_by_type(AddressNode) == []
