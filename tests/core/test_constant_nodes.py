from typing import Any

import pytest
from django.template import Context, Engine, Template, engines
from django.urls import NoReverseMatch, set_script_prefix
from django.utils import translation

from core.constant_nodes import ConstantNode


def template(text: str) -> Template:
    engine: Engine = engines["django"].engine  # type: ignore[attr-defined]
    return engine.from_string("{% load i18n static %}" + text)


def constants(page: Template) -> int:
    return len(page.nodelist.get_nodes_by_type(ConstantNode))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{% translate "Log out" %}', ["Log out", "Keluar", "Log out"]),
        ('{% translate "Log out" as words %}<{{ words }}>', ["<Log out>", "<Keluar>", "<Log out>"]),
        ('{% translate "50%% & more" %}', ["50%% & more"] * 3),
        ('{% translate "50% & more" %}', ["50% & more"] * 3),
        ('{% static "css/a&b.css" %}', ["/static/css/a%26b.css"] * 3),
        ('{% url "home:help" %}', ["/help/"] * 3),
        ('{% url "home:help" as place %}{{ place }}', ["/help/"] * 3),
        ('{% url "no such name" as place %}<{{ place }}>', ["<>"] * 3),
    ],
)
def test_what_is_constant_is_said_in_each_language(text: str, said: list[str]) -> None:
    page = template(text)

    assert constants(page) == 1
    for language, words in zip(("en", "id", "en"), said, strict=True):
        with translation.override(language):
            assert page.render(Context()) == words


@pytest.mark.parametrize(
    ("text", "more", "said"),
    [
        ("{% translate word %}", {"word": "Log out"}, "Log out"),
        ('{% translate "log out"|capfirst %}', {}, "Log out"),
        ('{% translate "all" context kind %}', {"kind": "courses"}, "all"),
        ("{% static file %}", {"file": "a.css"}, "/static/a.css"),
        ("{% url name %}", {"name": "home:help"}, "/help/"),
        ('{% url "home:guide" guide %}', {"guide": "peserta"}, "/help/peserta/"),
    ],
)
def test_what_is_not_constant_is_worked_out_each_time(text: str, more: dict[str, Any], said: str) -> None:
    page = template(text)

    assert constants(page) == 0
    assert page.render(Context(more)) == said


def test_an_address_begins_where_the_site_does() -> None:
    page = template('{% url "home:help" %}')
    try:
        set_script_prefix("/lms/")
        assert page.render(Context()) == "/lms/help/"
    finally:
        set_script_prefix("/")
    assert page.render(Context()) == "/help/"


def test_an_unknown_page_is_refused_each_time() -> None:
    page = template('{% url "no such name" %}')
    for _time in range(2):
        with pytest.raises(NoReverseMatch):
            page.render(Context())


def test_in_development_nothing_is_kept(settings: Any) -> None:
    settings.DEBUG = True

    assert constants(template('{% translate "Log out" %}{% static "a.css" %}{% url "home:help" %}')) == 0
