import pytest

from courses import closing_notes, slots


@pytest.fixture(autouse=True)
def _upper_apps_say_nothing(monkeypatch):
    """What upper apps put into our slots is their tests' business; our query counts are ours alone."""
    monkeypatch.setattr(slots, "_course_sections", {})
    monkeypatch.setattr(slots, "_batch_sections", {})
    monkeypatch.setattr(closing_notes, "_providers", [])
