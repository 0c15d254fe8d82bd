from typing import NoReturn

from django.core.files.storage import FileSystemStorage


class PrivateStorage(FileSystemStorage):
    """A folder that no address leads into: its files go through a view that asks a rule."""

    def url(self, name: str | None) -> NoReturn:
        raise ValueError("A private file is not accessible via a URL of its storage.")
