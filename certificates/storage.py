"""Where the signed files lie: private, once, under the address that their content gives them."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages


def private_storage() -> Storage:
    return storages["private"]


def content_address(sha256: str) -> str:
    return f"certificates/{sha256[:2]}/{sha256}.pdf"


def store_once(address: str, pdf: bytes) -> None:
    """A file that is there already stays as it is; half a file, left by a power cut, is written anew."""
    storage = private_storage()
    if storage.exists(address):
        if is_intact(address):
            return
        storage.delete(address)
    storage.save(address, ContentFile(pdf))


def is_intact(address: str) -> bool:
    """There, and with the bytes that its name promises."""
    storage = private_storage()
    if not address or not storage.exists(address):
        return False
    with storage.open(address) as file:
        return hashlib.sha256(file.read()).hexdigest() == address.rpartition("/")[2].removesuffix(".pdf")


def size_of(address: str) -> int:
    return private_storage().size(address)
