"""Pictures and sounds for questions, drawn and rung here."""

from __future__ import annotations

import io
import math
import struct
import wave
from typing import Any

from PIL import Image

from quizzes.models import Question, QuestionAttachment, QuestionMedia
from quizzes.services import store_question_media


def picture_bytes(kind: str = "PNG", size: tuple[int, int] = (320, 200), colour: str = "navy", **options: Any) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, colour).save(stream, kind, **options)
    return stream.getvalue()


def sound_bytes(seconds: float = 1, pitch: int = 440, rate: int = 8000) -> bytes:
    stream = io.BytesIO()
    with wave.open(stream, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        frames = (round(9000 * math.sin(2 * math.pi * pitch * at / rate)) for at in range(int(rate * seconds)))
        sound.writeframes(b"".join(struct.pack("<h", frame) for frame in frames))
    return stream.getvalue()


def sound_saying(secret: str) -> bytes:
    """A sound whose bytes hold the word, for tests that look for it in answers."""
    stream = io.BytesIO()
    with wave.open(stream, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(secret.encode() * 10)
    return stream.getvalue()


def make_picture(colour: str = "navy", name: str = "kapal.png") -> QuestionMedia:
    return store_question_media(name=name, data=picture_bytes(colour=colour))


def make_sound(pitch: int = 440, name: str = "klakson.wav") -> QuestionMedia:
    return store_question_media(name=name, data=sound_bytes(pitch=pitch))


def attach(question: Question, media: QuestionMedia, alt: str = "", **fields: Any) -> QuestionAttachment:
    place = question.attachments.count()
    return QuestionAttachment.objects.create(question=question, media=media, alt=alt, sort_order=place, **fields)
