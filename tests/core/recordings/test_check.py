import time
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile, File
from hypothesis import given, settings
from hypothesis import strategies as st

from core.recordings.check import check_recording
from core.recordings.facts import RecordingFacts, RecordingRefused

FILES = Path(__file__).parents[2] / "files" / "recordings"
TAKEN = {
    "pier.mp4": ("mp4", "video/mp4", 12.0, (160, 90)),
    "fragments.mp4": ("mp4", "video/mp4", 3.3, (96, 54)),
    "pier.webm": ("webm", "video/webm", 3.0, (96, 54)),
    "without-length.webm": ("webm", "video/webm", 3.0, (96, 54)),
    "voice.mp3": ("mp3", "audio/mpeg", 3.1, (None, None)),
    "without-table.mp3": ("mp3", "audio/mpeg", 3.1, (None, None)),
    "voice.m4a": ("m4a", "audio/mp4", 3.0, (None, None)),
    "voice.opus": ("ogg", "audio/ogg", 3.0, (None, None)),
    "voice.ogg": ("ogg", "audio/ogg", 3.0, (None, None)),
}
NOT_WHOLE = "The file is damaged or was not sent whole. Play it to the end on your own device, then send it again."
NEITHER = (
    "The content is neither video nor audio that is taken here, or it is damaged. "
    "Taken are: mp4, webm, mp3, m4a, ogg, opus."
)


class Counting(File[bytes]):
    bytes_read = 0

    def read(self, size: int = -1) -> bytes:
        found = self.file.read(size)
        self.bytes_read += len(found)
        return found


def content_of(name: str) -> bytes:
    return (FILES / name).read_bytes()


def check(content: bytes, name: str) -> RecordingFacts:
    return check_recording(ContentFile(content, name))


@pytest.mark.parametrize("name", sorted(TAKEN))
def test_facts_are_read_from_the_file(name: str) -> None:
    kind, content_type, seconds, size = TAKEN[name]

    facts = check(content_of(name), name)

    assert (facts.kind, facts.content_type, round(facts.seconds, 1), (facts.width, facts.height)) == (
        kind, content_type, seconds, size
    )  # fmt: skip
    assert facts.is_video is content_type.startswith("video/")


@pytest.mark.parametrize(
    ("source", "name", "sentence"),
    [
        ("pier.mp4", "pier.webm", "The file is named .webm, but its content is .mp4."),
        ("pier.webm", "pier.mp4", "The file is named .mp4, but its content is .webm."),
        ("pier.mp4", "pier.m4a", "The file is named .m4a, but its content is .mp4."),
        ("voice.mp3", "voice.ogg", "The file is named .ogg, but its content is .mp3."),
        ("pier.mp4", "pier.txt", "This kind of file is not taken here. Choose one of these: mp4, webm, mp3, m4a"),
        ("quicktime.mov", "quicktime.mov", "A .mov file is not played by every phone. Save or export it as .mp4"),
        ("quicktime.mov", "quicktime.mp4", "The content is a QuickTime film (.mov). Save or export it as .mp4"),
        ("matroska.mkv", "matroska.webm", "The content is a Matroska film (.mkv). Save or export it as .mp4"),
        ("hevc.mp4", "hevc.mp4", "The video is coded as HEVC (H.265), which many phones do not play."),
        ("old-codec.mp4", "old-codec.mp4", "The file is coded as mp4v, which many phones do not play."),
    ],
)
def test_lies_and_what_old_phones_do_not_play_are_refused(source: str, name: str, sentence: str) -> None:
    with pytest.raises(RecordingRefused) as refusal:
        check(content_of(source), name)

    assert sentence in str(refusal.value)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"MZ\x90\x00" + b"\x00" * 300, NEITHER),
        (b"<html><script>alert(1)</script>", NEITHER),
        (b"%PDF-1.7\n", NEITHER),
        (b"\x00\x00\x00\x18ftypmp42", NOT_WHOLE),
    ],
)
def test_what_is_no_recording_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(RecordingRefused) as refusal:
        check(content, "film.mp4")

    assert str(refusal.value) == sentence


@pytest.mark.parametrize("name", ["pier.mp4", "fragments.mp4", "pier.webm", "voice.m4a", "voice.opus", "voice.ogg"])
def test_a_file_that_stops_half_way_is_refused(name: str) -> None:
    content = content_of(name)

    with pytest.raises(RecordingRefused) as refusal:
        check(content[: len(content) * 2 // 3], name)

    assert str(refusal.value) == NOT_WHOLE


def test_size_is_limited(settings: Any) -> None:
    settings.RECORDING_MAX_BYTES = 1_024_000

    with pytest.raises(RecordingRefused) as refusal:
        check(b"\0" * 1_024_001, "film.mp4")

    assert str(refusal.value).startswith("The file has 1000 kB; at most 1000 kB are taken.")


@pytest.mark.parametrize("name", sorted(TAKEN))
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_file_is_read_or_refused(name: str, data: st.DataObject) -> None:
    """Never another error, whatever a byte says of the length of what follows it."""
    content = bytearray(content_of(name))
    head = min(len(content), 2500)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, head - 1))] = data.draw(st.integers(0, 255))

    try:
        facts = check(bytes(content), name)
    except RecordingRefused:
        return
    assert facts.seconds > 0


def test_two_gigabytes_are_told_without_reading_them(tmp_path: Path, settings: Any) -> None:
    """A sparse file: one box of nothing behind the film. What would read it whole takes seconds and gigabytes."""
    settings.RECORDING_MAX_BYTES = 3 * 10**9
    path = tmp_path / "film.mp4"
    path.write_bytes(content_of("pier.mp4"))
    with path.open("r+b") as stream:
        stream.seek(0, 2)
        stream.write((2 * 10**9).to_bytes(4, "big") + b"free")
        stream.truncate(stream.tell() - 8 + 2 * 10**9)

    with Counting(path.open("rb")) as film:
        facts = check_recording(film)

    assert facts.seconds == 12.0
    assert film.bytes_read < 100_000


def test_a_film_of_very_many_tracks_is_refused_before_they_are_counted() -> None:
    """Each fragment looks for its track: millions of either would keep a thread busy for days."""
    tracks = b"\0\0\0\x08trak" * 100_000
    moov = (len(tracks) + 8).to_bytes(4, "big") + b"moov" + tracks
    film = b"\0\0\0\x10ftypisom\0\0\0\0" + moov + (b"\0\0\0\x10tfhd" + bytes(4) + b"\xff" * 4) * 100_000

    began = time.monotonic()
    with pytest.raises(RecordingRefused, match="damaged"):
        check(film, "film.mp4")

    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "entries",
    [
        b"\xae\x80" * 100,  # tracks
        b"\xae\x88\xe0\x86\xb0\x84" + b"\xff" * 4,  # a picture that is four thousand million pixels wide
    ],
    ids=["tracks", "width"],
)
def test_numbers_that_no_film_has_are_refused(entries: bytes) -> None:
    film = content_of("pier.webm")
    place = film.rindex(b"\x16\x54\xae\x6b", 0, film.index(b"\x1f\x43\xb6\x75"))
    before = b"\x16\x54\xae\x6b\x01" + bytes(5) + len(entries).to_bytes(2, "big") + entries

    with pytest.raises(RecordingRefused, match="damaged"):
        check(film[:place] + before + film[place:], "film.webm")
