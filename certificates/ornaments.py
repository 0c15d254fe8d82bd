"""Guilloche border and rosettes as PDF drawing operators: one tile drawn many times, so that rich costs 4 kB. Pure."""

from dataclasses import dataclass
from functools import lru_cache
from math import cos, pi, sin

from certificates.paper.colours import NAVY, Colours, operands

POINTS_PER_MM = 72 / 25.4
WIDTH, HEIGHT = 297.0, 210.0
MARGIN = 8.0
CORNER = 13.0

Point = tuple[float, float]


@dataclass(frozen=True)
class Form:
    """A form XObject: drawn by name from another stream. `uses` are the forms that it draws itself."""

    name: str
    content: bytes
    box: tuple[float, float, float, float]
    uses: tuple["Form", ...] = ()


def text(*values: float) -> str:
    return " ".join(f"{value:.3f}".rstrip("0").rstrip(".") for value in values)


def smooth(points: list[Point]) -> str:
    """A curve through all points but the first and the last, which give the direction at the ends (Catmull-Rom)."""
    parts = [f"{text(*points[1])} m"]
    for before, start, end, after in zip(points, points[1:], points[2:], points[3:], strict=False):
        first = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        second = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        parts.append(f"{text(*first, *second, *end)} c")
    return "\n".join(parts)


def wave_tile(name: str, period: float, ink: str, gold: str, scale: float = 1.0) -> Form:
    """One period of a braid: three waves of two heights around the middle line, in two colours."""
    lines = ["0.14 w"]
    for colour, height, phases in ((gold, 2.9, (0.0, 0.5)), (ink, 2.9, (0.25, 0.75)), (gold, 1.5, (0.125, 0.625))):
        amplitude = height * scale
        lines.append(f"{colour} RG")
        for phase in phases:
            points = [
                (
                    period * step / 12,
                    amplitude * sin(2 * pi * (step / 12 + phase)) * (1 + 0.16 * cos(4 * pi * step / 12)),
                )
                for step in range(-1, 14)
            ]
            lines.append(f"{smooth(points)} S")
    return Form(name, "\n".join(lines).encode(), (-1, -5, period + 1, 5))


def sector(name: str, fold: int, rings: list[tuple[float, float, float]], width: float, colour: str) -> Form:
    """One of `fold` equal sectors of a rosette; each ring is (radius, swing, phase)."""
    steps = 14
    lines = [f"{width} w 1 J", f"{colour} RG"]
    for radius, swing, phase in rings:
        points = []
        for step in range(-1, steps + 2):
            angle = 2 * pi / fold * step / steps
            distance = radius + swing * cos(fold * angle + phase)
            points.append((distance * cos(angle), distance * sin(angle)))
        lines.append(f"{smooth(points)} S")
    reach = max(radius + abs(swing) for radius, swing, _ in rings) + 1
    return Form(name, "\n".join(lines).encode(), (-reach, -reach, reach, reach))


def turned(part: Form, fold: int) -> str:
    angle = 2 * pi / fold
    turn = f"{text(cos(angle), sin(angle), -sin(angle), cos(angle))} 0 0 cm"
    return "q\n" + "\n".join(f"/{part.name} Do {turn}" for _ in range(fold)) + "\nQ"


def row(tile: Form, start: Point, length: float, period: float, upright: bool) -> str:
    turn = "0 1 -1 0" if upright else "1 0 0 1"
    count = round(length / period)
    draws = "\n".join(f"/{tile.name} Do 1 0 0 1 {text(period)} 0 cm" for _ in range(count))
    return f"q {turn} {text(*start)} cm\n{draws}\nQ"


@lru_cache(maxsize=8)
def page_ornament(front: bool, colours: Colours = NAVY) -> Form:
    """Everything behind the text of one page, in points with the origin at the lower left."""
    ink, gold = operands(colours.ink), operands(colours.gold)
    across, down = WIDTH - 2 * (MARGIN + CORNER), HEIGHT - 2 * (MARGIN + CORNER)
    flat, upright = across / round(across / 8.4), down / round(down / 8.4)
    middle = MARGIN + CORNER / 2
    tile_flat, tile_upright = wave_tile("TileFlat", flat, ink, gold), wave_tile("TileUpright", upright, ink, gold)
    corner_rings = [
        (3.6, 1.5, 0.0),
        (3.6, 1.5, pi),
        (3.6, 1.5, pi / 2),
        (3.6, 1.5, -pi / 2),
        (1.5, 0.6, 0),
        (1.5, 0.6, pi),
    ]
    corner = sector("Corner", 8, corner_rings, 0.14, ink)
    jewel = sector("Jewel", 8, [(5.2, 0.25, 0.0), (5.2, 0.25, pi)], 0.14, gold)
    star_rings = [
        (30 + 3.4 * ring, 5.2 + 0.55 * ring, phase + ring * 0.42)
        for ring in range(9)
        for phase in (0.0, pi / 2, pi, -pi / 2)
    ]
    star = sector("Star", 16, star_rings, 0.16, operands(colours.pale_ink))
    heart_rings = [(19 + 1.9 * ring, 3.4, ring * 0.8) for ring in range(6)]
    heart = sector("Heart", 16, heart_rings, 0.16, operands(colours.pale_gold))

    edge, right, top = MARGIN + CORNER, WIDTH - MARGIN - CORNER, HEIGHT - MARGIN - CORNER
    parts = [f"{text(POINTS_PER_MM)} 0 0 {text(POINTS_PER_MM)} 0 0 cm"]
    if front:
        parts += [f"q 1 0 0 1 {text(WIDTH / 2, HEIGHT / 2)} cm", turned(star, 16), turned(heart, 16), "Q"]
    parts += [
        row(tile_flat, (edge, HEIGHT - middle), across, flat, False),
        row(tile_flat, (edge, middle), across, flat, False),
        row(tile_upright, (middle, edge), down, upright, True),
        row(tile_upright, (WIDTH - middle, edge), down, upright, True),
    ]
    inner = MARGIN + CORNER / 2 + 3.9
    outer = MARGIN + CORNER / 2 - 3.9
    parts += [
        f"{ink} RG 0.55 w {text(outer, outer, WIDTH - 2 * outer, HEIGHT - 2 * outer)} re S",
        f"{gold} RG 0.18 w {text(outer - 1.1, outer - 1.1, WIDTH - 2 * outer + 2.2, HEIGHT - 2 * outer + 2.2)} re S",
        f"{ink} RG 0.22 w {text(inner, inner, WIDTH - 2 * inner, HEIGHT - 2 * inner)} re S",
        f"{gold} RG 0.18 w {text(inner + 0.9, inner + 0.9, WIDTH - 2 * inner - 1.8, HEIGHT - 2 * inner - 1.8)} re S",
    ]
    for x, y in ((MARGIN, MARGIN), (right, MARGIN), (MARGIN, top), (right, top)):
        parts += [
            f"1 g {ink} RG 0.45 w {text(x, y, CORNER, CORNER)} re B",
            f"{gold} RG 0.18 w {text(x + 0.8, y + 0.8, CORNER - 1.6, CORNER - 1.6)} re S",
            f"q 1 0 0 1 {text(x + CORNER / 2, y + CORNER / 2)} cm",
            turned(corner, 8),
            turned(jewel, 8),
            "Q",
        ]
    uses = (tile_flat, tile_upright, corner, jewel, *((star, heart) if front else ()))
    box = (0.0, 0.0, WIDTH * POINTS_PER_MM, HEIGHT * POINTS_PER_MM)
    return Form("OrnamentFront" if front else "OrnamentReverse", "\n".join(parts).encode(), box, uses)


EMBLEM = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="-50 -50 100 100">
<circle r="48.6" fill="#fff" stroke="#a8823c" stroke-width="1"/>
<circle r="45.4" fill="#122f4d"/>
<circle r="43.6" fill="none" stroke="#d9c08a" stroke-width=".7"/>
<circle r="41" fill="none" stroke="#d9c08a" stroke-width="2.2" stroke-dasharray=".6 2.62"/>
<circle r="38.2" fill="none" stroke="#d9c08a" stroke-width=".7"/>
<g fill="#2a4c70">POINTS</g>
<g fill="none" stroke="#f4ecd8" stroke-linecap="round" stroke-linejoin="round">
<circle cy="-20.5" r="4.4" stroke-width="3"/>
<path d="M0-16v37" stroke-width="3.8"/>
<path d="M-9.5-9.5h19" stroke-width="3.6"/>
<path d="M-19 6.5C-18.500 16.500-10.500 21.500 0 23.500C10.500 21.500 18.500 16.500 19 6.500" stroke-width="3.6"/>
</g>
<path d="M-24 11.500L-19.400 1.500L-13.200 9.600zM24 11.500L19.400 1.500L13.200 9.600z" fill="#f4ecd8"/>
<g fill="none" stroke="#d9c08a" stroke-width="1.700" stroke-linecap="round">
<path d="M-21 29.500q3.500-3.400 7 0t7 0t7 0t7 0t7 0t7 0"/>
<path d="M-14 33.200q3.500-3.400 7 0t7 0t7 0t7 0"/>
</g>
</svg>"""


@lru_cache(maxsize=4)
def emblem_svg(colours: Colours = NAVY) -> str:
    """An anchor before a compass rose, above water: our own mark, no state's or ministry's arms."""
    points = []
    for index in range(16):
        angle, long = 2 * pi * index / 16, index % 2 == 0
        reach = 37 if index % 4 == 0 else 29 if long else 19
        spread = 0.16
        tip = (reach * sin(angle), -reach * cos(angle))
        left = (9 * sin(angle - spread), -9 * cos(angle - spread))
        right = (9 * sin(angle + spread), -9 * cos(angle + spread))
        points.append(f'<path d="M{text(*left)}L{text(*tip)}L{text(*right)}z"/>')
    drawn = EMBLEM.replace("POINTS", "".join(points))
    for name in ("ink", "gold", "rays"):
        drawn = drawn.replace(getattr(NAVY, name), getattr(colours, name))
    return drawn


def divider_svg(colours: Colours = NAVY) -> str:
    """Two rules that grow thin towards their ends, with a diamond between: under the name on a piagam."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-420 -17 840 34">'
        f'<g fill="{colours.gold}"><path d="M-400 0L-60-2.6V2.6zM400 0L60-2.6V2.6z"/>'
        '<path d="M0-15L15 0L0 15L-15 0zM-36-6L-30 0L-36 6L-42 0zM36-6L42 0L36 6L30 0z"/></g></svg>'
    )
