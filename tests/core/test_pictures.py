import io

import pytest
from django.core.files.images import ImageFile
from PIL import Image

from core.models import Picture

pytestmark = pytest.mark.django_db

GPS, MAKE, ORIENTATION = 0x8825, 0x010F, 0x0112


def photo(format: str) -> Picture:
    """Of a telephone held upright: lying on its side, with the place where it was taken."""
    exif = Image.Exif()
    exif[MAKE] = "Telepon Rahasia"
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[1] = "S"
    exif.get_ifd(GPS)[2] = (1.0, 26.0, 30.0)
    stream = io.BytesIO()
    Image.new("RGB", (80, 40), "navy").save(stream, format, exif=exif)
    name = f"foto.{format.lower()}"
    return Picture.objects.create(title="Foto", file=ImageFile(stream, name=name), width=80, height=40)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_readers_get_the_picture_upright_and_nothing_of_the_camera(format: str) -> None:
    rendition = photo(format).for_readers("width-20")

    with rendition.file.storage.open(rendition.file.name) as file:
        content = file.read()
    with Image.open(io.BytesIO(content)) as image:
        assert (image.format, image.size) == ("WEBP", (20, 40))
        assert dict(image.getexif()) == {}
    assert b"Telepon Rahasia" not in content
