"""MP3: one short frame of sound after another, each with a head of four bytes."""

from __future__ import annotations

from dataclasses import dataclass

from core.recordings.facts import MOST_PARTS, Damaged, Seekable, exactly

RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
KILOBITS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
KILOBITS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
TAGS_AT_END = (b"TAG", b"APETAGEX", b"LYRICSBEGIN")


@dataclass(frozen=True)
class Frame:
    length: int
    samples: int
    rate: int
    side: int
    """How far behind the head a table of contents would stand."""


def read_mp3(stream: Seekable, size: int) -> float:
    """The seconds that it plays. A file that has not three frames in a row is none; one cut inside a frame is whole
    enough, for its last sound alone is missing."""
    start = sound_begins(stream)
    if start >= size:
        raise Damaged
    first = frame_at(stream, start)
    if first is None:
        raise Damaged
    if counted := _counted_frames(stream, start, first):
        return counted * first.samples / first.rate
    position, frames, samples = start, 0, 0
    while position + 4 <= size and frames < MOST_PARTS:
        frame = frame_at(stream, position)
        if frame is None:
            stream.seek(position)
            if frames < 3 or (not exactly(stream, min(11, size - position)).startswith(TAGS_AT_END) and frames < 20):
                raise Damaged
            break
        frames, samples, position = frames + 1, samples + frame.samples, position + frame.length
    if frames < 3:
        raise Damaged
    return samples / first.rate


def sound_begins(stream: Seekable) -> int:
    """Behind the titles and covers that players put in front, each with its own length."""
    start = 0
    for _tag in range(8):
        stream.seek(start)
        head = stream.read(10)
        if len(head) < 10 or not head.startswith(b"ID3"):
            break
        start += 10 + (head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]) + (10 if head[5] & 0x10 else 0)
    return start


def frame_at(stream: Seekable, position: int) -> Frame | None:
    stream.seek(position)
    head = stream.read(4)
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    bits, rate_index, padding = head[2] >> 4, head[2] >> 2 & 3, head[2] >> 1 & 1
    if version == 1 or layer != 1 or bits in (0, 15) or rate_index == 3:
        return None
    newest = version == 3
    kilobits = (KILOBITS_1 if newest else KILOBITS_2)[bits]
    rate = RATES[version][rate_index]
    samples = 1152 if newest else 576
    mono = head[3] >> 6 == 3
    side = (17 if mono else 32) if newest else (9 if mono else 17)
    return Frame(samples // 8 * kilobits * 1000 // rate + padding, samples, rate, side)


def _counted_frames(stream: Seekable, start: int, first: Frame) -> int:
    """The number that the encoder wrote into the first frame, where the sound really goes on behind it."""
    if frame_at(stream, start + first.length) is None:
        return 0
    stream.seek(start + 4 + first.side)
    table = stream.read(12)
    if table[:4] in (b"Xing", b"Info") and len(table) == 12 and table[7] & 1:
        return int.from_bytes(table[8:12], "big")
    stream.seek(start + 36)
    table = stream.read(18)
    return int.from_bytes(table[14:18], "big") if table[:4] == b"VBRI" and len(table) == 18 else 0
