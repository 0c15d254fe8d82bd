"""Which recordings are taken: those that an old phone plays, whole, and under the name that they deserve."""

from __future__ import annotations

from pathlib import PurePath
from struct import error as BadStructure  # noqa: N812  an exception with a name of its own
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.utils.translation import gettext as _

from core.recording_figures import size_shown
from core.recordings import mp4, webm
from core.recordings.facts import LONGEST_SECONDS, Damaged, RecordingFacts, RecordingRefused
from core.recordings.mp3 import frame_at, read_mp3, sound_begins
from core.recordings.ogg import read_ogg

# What the file may be called, by what it is.
NAMES = {
    "mp4": frozenset({"mp4", "m4v"}),
    "m4a": frozenset({"m4a", "mp4"}),
    "webm": frozenset({"webm"}),
    "mp3": frozenset({"mp3"}),
    "ogg": frozenset({"ogg", "oga", "opus"}),
}
EXTENSIONS = tuple(sorted(set().union(*NAMES.values())))
KINDS_SHOWN = "mp4, webm, mp3, m4a, ogg, opus"
WEBM_VIDEO, WEBM_AUDIO = frozenset({"V_VP8", "V_VP9", "V_AV1"}), frozenset({"A_OPUS", "A_VORBIS"})
HEVC = frozenset({"hvc1", "hev1", "dvh1", "dvhe"})


def check_recording(file: File[Any]) -> RecordingFacts:
    """What the file holds, read from its own heads and never as a whole. Raises RecordingRefused with a sentence."""
    named = PurePath(file.name or "").suffix.lstrip(".").lower()
    if named not in EXTENSIONS:
        raise RecordingRefused(_wrong_name(named))
    size = file.size
    if not size:
        raise RecordingRefused(_("The file is empty."))
    if size > settings.RECORDING_MAX_BYTES:
        raise too_large(size)
    file.seek(0)
    try:
        facts = _facts(file, size)
    except (Damaged, BadStructure, IndexError, ValueError) as error:
        raise RecordingRefused(
            _("The file is damaged or was not sent whole. Play it to the end on your own device, then send it again.")
        ) from error
    finally:
        file.seek(0)
    if named not in NAMES[facts.kind]:
        raise RecordingRefused(
            _("The file is named .%(named)s, but its content is .%(found)s. Save it as what it says, then try again.")
            % {"named": named, "found": facts.kind}
        )
    if not 0 < facts.seconds <= LONGEST_SECONDS:
        raise RecordingRefused(_("The file does not say how long it plays. Save it anew with a video program."))
    return facts


def too_large(size: int) -> RecordingRefused:
    return RecordingRefused(
        _("The file has %(size)s; at most %(limit)s are taken. Save it smaller (720p is enough), or cut it in parts.")
        % {"size": size_shown(size), "limit": size_shown(settings.RECORDING_MAX_BYTES)}
    )


def _facts(file: Any, size: int) -> RecordingFacts:
    head = file.read(64)
    if head[4:8] == b"ftyp":
        return _mp4_facts(mp4.read_mp4(file, size))
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return _webm_facts(webm.read_webm(file, size))
    if head.startswith(b"OggS"):
        return _ogg_facts(file, size)
    if frame_at(file, sound_begins(file)) is not None:
        return RecordingFacts("mp3", False, read_mp3(file, size), "audio/mpeg")
    raise RecordingRefused(
        _("The content is neither video nor audio that is taken here, or it is damaged. Taken are: %(kinds)s.")
        % {"kinds": KINDS_SHOWN}
    )


def _mp4_facts(film: mp4.Film) -> RecordingFacts:
    if film.brand.strip() == "qt":
        raise RecordingRefused(_("The content is a QuickTime film (.mov). Save or export it as .mp4, then try again."))
    video, audio = film.codec_of("vide"), film.codec_of("soun")
    if video in HEVC:
        raise RecordingRefused(
            _(
                "The video is coded as HEVC (H.265), which many phones do not play. On an iPhone choose Settings, "
                "Camera, Formats, Most Compatible before recording; or save it anew as MP4 (H.264)."
            )
        )
    if video not in (None, "avc1", "avc3") or audio not in (None, "mp4a") or not (video or audio):
        raise _unplayable(", ".join(filter(None, [video, audio])), "H.264, AAC")
    if video is None:
        return RecordingFacts("m4a", False, film.seconds, "audio/mp4")
    track = next(track for track in film.tracks if track.handler == "vide" and track.codec == video)
    return RecordingFacts("mp4", True, film.seconds, "video/mp4", track.width or None, track.height or None)


def _webm_facts(film: webm.Film) -> RecordingFacts:
    if film.doc_type != "webm":
        raise RecordingRefused(_("The content is a Matroska film (.mkv). Save or export it as .mp4, then try again."))
    video, audio = film.codec_of(webm.IS_VIDEO), film.codec_of(webm.IS_AUDIO)
    if video not in {None, *WEBM_VIDEO} or audio not in {None, *WEBM_AUDIO} or not (video or audio):
        raise _unplayable(", ".join(filter(None, [video, audio])), "VP8, VP9, AV1, Opus, Vorbis")
    return RecordingFacts(
        "webm",
        video is not None,
        film.seconds,
        "audio/webm" if video is None else "video/webm",
        film.width or None,
        film.height or None,
    )


def _ogg_facts(file: Any, size: int) -> RecordingFacts:
    sound = read_ogg(file, size)
    if sound.codec not in ("opus", "vorbis"):
        raise _unplayable(sound.codec, "Opus, Vorbis")
    return RecordingFacts("ogg", False, sound.seconds, "audio/ogg")


def _unplayable(found: str, taken: str) -> RecordingRefused:
    return RecordingRefused(
        _("The file is coded as %(found)s, which many phones do not play. Save it anew with %(taken)s.")
        % {"found": found or "?", "taken": taken}
    )


def _wrong_name(named: str) -> str:
    if named in ("mov", "avi", "mkv", "3gp", "wmv", "mpg", "mpeg"):
        return _("A .%(named)s file is not played by every phone. Save or export it as .mp4, then try again.") % {
            "named": named
        }
    return _("This kind of file is not taken here. Choose one of these: %(kinds)s.") % {"kinds": KINDS_SHOWN}
