"""`i18n`, `static`, `url` and `date` stand before Django's own of these names: see `core.constant_nodes`,
`core.address_nodes` and `core.kept_dates`."""

from django.template import Library


def library_from(other: Library) -> Library:
    library = Library()
    library.tags.update(other.tags)
    library.filters.update(other.filters)
    return library
