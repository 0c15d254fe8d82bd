"""Makes the demo's video with its captions and transcript from `video/`: `python -m home.demo.draw_video`.

The voice is espeak-ng's (Indonesian), the film is put together by ffmpeg: `apt-get install espeak-ng ffmpeg`. Only this
script needs them; the results are kept in `files/`, so that loading the demo needs neither.
"""

from __future__ import annotations

import subprocess
import tempfile
import tomllib
import wave
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pypdfium2
from PIL import Image
from weasyprint import HTML

from home.demo.draw_files import FILES, PAGE

SOURCE = Path(__file__).parent / "video"
NAME = "sepuluh-menit-pertama"
WIDTH, HEIGHT, RATE = 640, 360, 12
DRAWN = 2  # frames are drawn at twice their size, for smooth edges
FADE = 0.3
MINUTES = (0, 2, 4, 7, 10)
SVG = "http://www.w3.org/2000/svg"


@dataclass(frozen=True)
class Cue:
    text: str
    start: float
    end: float


def main() -> None:
    script = tomllib.loads((SOURCE / "script.toml").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        spoken = [speak(cue.get("spoken", cue["text"]), folder / f"{i}.wav") for i, cue in enumerate(script["cue"])]
        cues = timed([cue["text"] for cue in script["cue"]], spoken, script["pause"])
        for number, cue in enumerate(script["cue"]):
            draw(frame(cue), folder / f"{number}.png", WIDTH * DRAWN, HEIGHT * DRAWN)
        for part, size in (("boat", (120, 72)), ("waves", (1440, 60))):
            draw_part((SOURCE / f"{part}.svg").read_text(encoding="utf-8"), folder / f"{part}.png", size)
        draw(frame(script["cue"][0]), FILES / f"{NAME}.png", WIDTH * DRAWN, HEIGHT * DRAWN, colours=96)
        assemble(folder, cues, script["pause"])
    (FILES / f"{NAME}.vtt").write_text(captions(cues), encoding="utf-8")
    (FILES / f"{NAME}.txt").write_text("\n".join(cue.text for cue in cues) + "\n", encoding="utf-8")


def speak(text: str, target: Path) -> float:
    """Seconds that the sentence takes."""
    command = ["espeak-ng", "-v", "id", "-s", "158", "-p", "42", "-w", str(target), text]
    subprocess.run(command, check=True)  # noqa: S603  our own sentence
    with wave.open(str(target)) as sound:
        frames: int = sound.getnframes()
        return frames / float(sound.getframerate())


def timed(texts: list[str], seconds: list[float], pause: float) -> list[Cue]:
    """Each sentence after the one before and a pause; the first one waits for a breath."""
    moment, cues = pause, []
    for text, length in zip(texts, seconds, strict=True):
        cues.append(Cue(text, moment, moment + length))
        moment += length + pause
    return cues


def captions(cues: list[Cue]) -> str:
    def stamp(seconds: float) -> str:
        minutes, rest = divmod(seconds, 60)
        return f"00:{int(minutes):02}:{rest:06.3f}"

    blocks = [f"{stamp(cue.start)} --> {stamp(cue.end)}\n{broken(cue.text)}" for cue in cues]
    return "WEBVTT\n\n" + "\n\n".join(blocks) + "\n"


def broken(text: str) -> str:
    """In two lines, broken at the blank nearest to the middle, where it is too long for one."""
    if len(text) <= 42:
        return text
    middle = len(text) / 2
    place = min((i for i, letter in enumerate(text) if letter == " "), key=lambda i: abs(i - middle))
    return f"{text[:place]}\n{text[place + 1 :]}"


def frame(cue: dict[str, Any]) -> str:
    drawings = ElementTree.parse(SOURCE / "art.svg").getroot()  # noqa: S314  drawn by us
    art = drawings.find(f"{{{SVG}}}g[@id='{cue['art']}']")
    if art is None:
        raise KeyError(cue["art"])
    ElementTree.register_namespace("", SVG)
    big = "minute" not in cue and cue["art"] == "harbour"
    lines = "".join(
        f'<text x="84" y="{372 + 58 * i}" font-size="42" fill="#d5e6ee">{escape(line)}</text>'
        for i, line in enumerate(cue["lines"])
    )
    return f"""<svg xmlns="{SVG}" viewBox="0 0 1280 720" font-family="Noto Sans, DejaVu Sans, sans-serif">
      <rect width="1280" height="720" fill="#06293c"/>
      <g fill="none" stroke="#0e3d56" stroke-width="3"><circle cx="1040" cy="330" r="300"/>
        <circle cx="1040" cy="330" r="400"/><circle cx="1040" cy="330" r="500"/>
        <path d="M540 330 H1280 M1040 0 V720"/></g>
      {clock_face(cue["minute"]) if "minute" in cue else ""}
      <text x="84" y="290" font-size="{62 if big else 58}" font-weight="700" fill="#ffffff">{escape(cue["head"])}</text>
      {lines}
      <g transform="translate(812 132)">{ElementTree.tostring(art, encoding="unicode")}</g>
    </svg>"""


def clock_face(minute: int) -> str:
    """The ten minutes as a line, and how far they have gone."""
    marks = "".join(
        f'<circle cx="{100 + m * 52}" cy="112" r="{17 if m == minute else 10}" '
        f'fill="{"#ffc629" if m <= minute else "#24516a"}"/>'
        f'<text x="{100 + m * 52}" y="172" font-size="32" text-anchor="middle" '
        f'font-weight="{700 if m == minute else 400}" fill="{"#ffc629" if m == minute else "#b3cbd8"}">{m}</text>'
        for m in MINUTES
    )
    return (
        '<path d="M100 112 H620" stroke="#24516a" stroke-width="8" stroke-linecap="round"/>'
        f'<path d="M100 112 H{100 + minute * 52}" stroke="#ffc629" stroke-width="8" stroke-linecap="round"/>'
        f'{marks}<text x="668" y="124" font-size="32" fill="#b3cbd8">menit</text>'
    )


def draw(svg: str, target: Path, width: int, height: int, *, colours: int = 0) -> None:
    pdf = HTML(string=PAGE.format(width=width, height=height, svg=svg)).write_pdf()
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=96 / 72).to_pil()
    if colours:
        picture = picture.convert("P", palette=1, colors=colours)
    picture.save(target, optimize=True)


def draw_part(svg: str, target: Path, size: tuple[int, int]) -> None:
    """One that floats over the frames: drawn with a clear ground, half as large."""
    pdf = HTML(string=PAGE.format(width=size[0], height=size[1], svg=svg)).write_pdf()
    drawn = pypdfium2.PdfDocument(pdf)[0].render(scale=96 / 72, fill_color=(0, 0, 0, 0), may_draw_forms=False)
    drawn.to_pil().convert("RGBA").resize((size[0] // 2, size[1] // 2), Image.Resampling.LANCZOS).save(target)


def assemble(folder: Path, cues: list[Cue], pause: float) -> None:
    """Stills fade into each other; beneath them waves run, and a boat sails from one end of the film to the other."""
    total = cues[-1].end + 2 * pause
    starts = [0.0, *(cue.start - pause / 2 for cue in cues[1:]), total]
    count = len(cues)
    inputs: list[str] = []
    for number in range(count):
        length = starts[number + 1] - starts[number] + FADE
        inputs += ["-loop", "1", "-framerate", str(RATE), "-t", f"{length:.3f}", "-i", str(folder / f"{number}.png")]
    for part in ("waves", "boat"):
        inputs += ["-loop", "1", "-framerate", str(RATE), "-t", f"{total:.3f}", "-i", str(folder / f"{part}.png")]
    for number in range(count):
        inputs += ["-i", str(folder / f"{number}.wav")]
    steps = [f"[{n}]scale={WIDTH}:{HEIGHT}:flags=lanczos,setsar=1,format=yuv420p[f{n}]" for n in range(count)]
    last = "f0"
    for number in range(1, count):
        steps.append(f"[{last}][f{number}]xfade=duration={FADE}:offset={starts[number]:.3f}[x{number}]")
        last = f"x{number}"
    steps.append(f"[{last}][{count + 1}]overlay=x='-60+(W+20)*t/{total:.3f}':y='H-46+2*sin(t*2.2)'[sea]")
    steps.append(f"[sea][{count}]overlay=x='-mod(t*14,40)':y=H-20,format=yuv420p[film]")
    for number, cue in enumerate(cues):
        steps.append(f"[{count + 2 + number}]adelay={round(cue.start * 1000)}:all=1[s{number}]")
    mix = "".join(f"[s{number}]" for number in range(count))
    steps.append(f"{mix}amix=inputs={count}:normalize=0,highpass=f=90,lowpass=f=7000,apad,volume=1.6[voice]")
    command = ["ffmpeg", "-hide_banner", "-loglevel", "error", "-y", *inputs, "-filter_complex", ";".join(steps)]
    command += ["-map", "[film]", "-map", "[voice]", "-t", f"{total:.3f}", "-r", str(RATE)]
    command += ["-c:v", "libx264", "-profile:v", "main", "-preset", "veryslow", "-crf", "27", "-g", "120"]
    command += ["-c:a", "aac", "-b:a", "40k", "-ac", "1", "-ar", "24000", "-movflags", "+faststart"]
    command += ["-map_metadata", "-1", "-metadata", "title=Sepuluh menit pertama", "-metadata:s:a:0", "language=ind"]
    subprocess.run([*command, str(FILES / f"{NAME}.mp4")], check=True)  # noqa: S603  all of it is written above


if __name__ == "__main__":
    main()
