"""`i18n`, `static` and `url` stand before Django's own of these names: see `core.constant_nodes`."""

from django.template import Library


def library_from(other: Library) -> Library:
    library = Library()
    library.tags.update(other.tags)
    library.filters.update(other.filters)
    return library
