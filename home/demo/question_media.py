"""A picture and sounds for the demo's questions, drawn and rung when they are loaded."""

from __future__ import annotations

import io
import math
import wave

from PIL import Image, ImageDraw

RATE = 8000
SKY, SEA, DEEP, RED, WHITE, GREEN = "#cfe6f2", "#2f7fa3", "#1d5f80", "#c62f2b", "#f6f8fa", "#1f7a4d"


def buoys() -> bytes:
    """A ship between a red mark on its left hand and a green one on its right, seen from astern."""
    size, scale = (960, 480), 2
    picture = Image.new("RGB", (size[0] * scale, size[1] * scale), SKY)
    draw = ImageDraw.Draw(picture)

    def box(left: int, top: int, right: int, bottom: int, colour: str) -> None:
        draw.rectangle([left * scale, top * scale, right * scale, bottom * scale], fill=colour)

    def shape(points: list[tuple[int, int]], colour: str) -> None:
        draw.polygon([(x * scale, y * scale) for x, y in points], fill=colour)

    box(0, 230, 960, 480, SEA)
    for row, y in enumerate(range(262, 480, 40)):
        for x in range(-40 + 30 * (row % 2), 960, 120):
            box(x, y, x + 54, y + 3, DEEP)
    shape([(390, 250), (570, 250), (545, 330), (415, 330)], WHITE)
    box(430, 190, 530, 250, WHITE)
    box(446, 204, 470, 222, SEA)
    box(490, 204, 514, 222, SEA)
    box(472, 150, 488, 190, RED)
    box(150, 190, 214, 300, RED)  # a can
    box(178, 150, 186, 190, DEEP)
    box(166, 132, 198, 156, RED)
    shape([(778, 190), (818, 300), (738, 300)], GREEN)  # a cone
    box(774, 150, 782, 192, DEEP)
    shape([(778, 126), (796, 156), (760, 156)], GREEN)
    stream = io.BytesIO()
    picture.resize(size, Image.Resampling.LANCZOS).save(stream, "WEBP", quality=82)
    return stream.getvalue()


def blasts(*lengths: float) -> bytes:
    """A ship's whistle: blasts of so many seconds, with half a second between them."""
    frames = bytearray()
    for place, length in enumerate(lengths):
        if place:
            frames += bytes([128]) * (RATE // 2)
        count = int(RATE * length)
        for at in range(count):
            swell = min(1.0, at / 400, (count - at) / 400)
            tone = math.sin(2 * math.pi * 196 * at / RATE) + 0.5 * math.sin(2 * math.pi * 294 * at / RATE)
            frames.append(128 + round(70 * swell * tone / 1.5))
    stream = io.BytesIO()
    with wave.open(stream, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(RATE)
        sound.writeframes(bytes(frames))
    return stream.getvalue()
