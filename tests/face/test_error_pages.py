import pytest
from django.template.loader import render_to_string


@pytest.mark.parametrize("name", ["403", "403_csrf", "404", "405", "429", "500", "wagtailadmin/404"])
def test_error_pages_render_without_a_request(name: str) -> None:
    page = render_to_string(f"{name}.html")

    assert page.count("<h1>") == 1
    assert "<title>" in page
