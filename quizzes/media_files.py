"""Pictures and sounds as they come from authors and files: told by their content, made light, and freed of what a
camera wrote into them. Bytes in, bytes out; the same bytes give the same for ever."""

from __future__ import annotations

import hashlib
import io
import wave
from dataclasses import dataclass
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from core.recording_figures import size_shown
from core.recordings.check import check_recording
from core.recordings.facts import RecordingRefused
from core.uploads import PICTURES, kind_of
from quizzes.errors import MediaRefusedError

MOST_PICTURE_BYTES = 10 * 1024 * 1024
MOST_SOUND_BYTES = 8 * 1024 * 1024
LONGEST_SOUND = 10 * 60
LONGEST_SIDE = 1600
# What is smaller and holds nothing but the picture is kept as it came.
HEAVY = 400 * 1024
QUALITY = 82
PICTURE_TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "gif": "image/gif"}
SOUND_NAMES = {"mp3": "mp3", "m4a": "m4a", "ogg": "ogg", "webm": "webm"}
# What Pillow tells of a file beside the picture, and says nothing of who took it where.
HARMLESS = frozenset({
    "jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "gamma", "srgb", "aspect", "transparency", "background",
    "loop", "duration", "timestamp", "version", "extension", "progressive", "progression", "interlace", "icc_profile",
    "chromaticity", "bbox", "default_image", "blend", "disposal", "adobe", "adobe_transform",
})  # fmt: skip


@dataclass(frozen=True)
class CheckedMedia:
    """`width` and `height` of a picture, `seconds` of a sound; the others are 0."""

    content_type: str
    extension: str
    data: bytes
    width: int = 0
    height: int = 0
    seconds: int = 0

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def check_question_media(name: str, data: bytes) -> CheckedMedia:
    """A picture (PNG, JPEG, WebP, GIF) or sound (MP3, M4A, OGG, WebM, WAV) proved by its content, whatever its name.

    Raises MediaRefusedError with a sentence. A picture that is large, or tells more than it shows, is made anew.
    """
    if not data:
        raise MediaRefusedError(_("The file is empty."))
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return _wave(data)
    kind = kind_of(ContentFile(data, name="file"))
    if kind in PICTURES:
        _not_larger(data, MOST_PICTURE_BYTES)
        return _picture(kind, data)
    return _sound(name, data)


def _not_larger(data: bytes, most: int) -> None:
    if len(data) > most:
        raise MediaRefusedError(
            _("The file has %(size)s; at most %(limit)s are taken.")
            % {"size": size_shown(len(data)), "limit": size_shown(most)}
        )


def _picture(kind: str, data: bytes) -> CheckedMedia:
    with Image.open(io.BytesIO(data)) as picture:
        is_moving = getattr(picture, "n_frames", 1) > 1
        tells = set(picture.info) - HARMLESS
        if is_moving and not tells:
            _not_larger(data, MOST_PICTURE_BYTES // 5)
            return CheckedMedia(PICTURE_TYPES[kind], kind, data, picture.width, picture.height)
        if not (tells or len(data) > HEAVY or max(picture.size) > LONGEST_SIDE or picture.mode == "CMYK"):
            return CheckedMedia(PICTURE_TYPES[kind], kind, data, picture.width, picture.height)
        upright = ImageOps.exif_transpose(picture)
        has_holes = "A" in upright.getbands() or "transparency" in upright.info
        made = upright.convert("RGBA" if has_holes else "RGB")
    made.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    made.info.clear()  # else WebP is given the profile and the notes again
    made.save(stream, "WEBP", quality=QUALITY, method=4, exif=b"", xmp=b"", icc_profile=None)
    return CheckedMedia("image/webp", "webp", stream.getvalue(), made.width, made.height)


def _sound(name: str, data: bytes) -> CheckedMedia:
    """Its own heads say what it is; the name that the recording's check wants is the one that they deserve."""
    for named in SOUND_NAMES.values():
        try:
            facts = check_recording(ContentFile(data, name=f"sound.{named}"))
        except RecordingRefused:
            continue
        if facts.is_video:
            raise MediaRefusedError(
                _("This is a film. Questions take pictures and sounds; films belong into materials.")
            )
        _not_larger(data, MOST_SOUND_BYTES)
        return _not_longer(CheckedMedia(facts.content_type, facts.kind, data, seconds=max(1, round(facts.seconds))))
    raise MediaRefusedError(
        _(
            "The content of “%(name)s” is neither a picture (PNG, JPEG, WebP, GIF) nor a sound (MP3, M4A, OGG, WAV), or"
            " it is damaged."
        )
        % {"name": PurePath(name.replace("\\", "/")).name[-80:] or "?"}
    )


def _wave(data: bytes) -> CheckedMedia:
    _not_larger(data, MOST_SOUND_BYTES)
    try:
        with wave.open(io.BytesIO(data)) as sound:
            frames, rate = sound.getnframes(), sound.getframerate()
            whole = len(sound.readframes(frames)) == frames * sound.getnchannels() * sound.getsampwidth()
    except (wave.Error, EOFError, ValueError, ZeroDivisionError) as error:
        raise MediaRefusedError(_("The sound is damaged, or coded in a way that phones do not play.")) from error
    if not whole or not frames or not rate:
        raise MediaRefusedError(_("The sound is damaged, or coded in a way that phones do not play."))
    return _not_longer(CheckedMedia("audio/wav", "wav", data, seconds=max(1, round(frames / rate))))


def _not_longer(sound: CheckedMedia) -> CheckedMedia:
    if sound.seconds > LONGEST_SOUND:
        raise MediaRefusedError(
            _("The sound plays longer than %(minutes)d minutes. Cut out the part that the question is about.")
            % {"minutes": LONGEST_SOUND // 60}
        )
    return sound
