"""The frame of a piagam: a slim braid between lines, hollowed corners with a rosette, laurel round the emblem. Pure."""

from __future__ import annotations

from functools import lru_cache
from math import cos, pi, sin

from certificates.ornaments import HEIGHT, POINTS_PER_MM, WIDTH, Form, row, sector, text, turned, wave_tile
from certificates.paper.colours import NAVY, Colours, operands

OUTER, INNER = 9.0, 15.4
HOLLOW = 13.0
EMBLEM_MIDDLE = HEIGHT - 35.6
WREATH = 16.2
CIRCLE = 0.5523


@lru_cache(maxsize=8)
def award_ornament(front: bool, colours: Colours = NAVY) -> Form:
    """In points with the origin at the lower left; the reverse has the frame alone."""
    ink, gold = operands(colours.ink), operands(colours.gold)
    middle = (OUTER + INNER) / 2
    across, down = WIDTH - 2 * (OUTER + HOLLOW), HEIGHT - 2 * (OUTER + HOLLOW)
    flat, upright = across / round(across / 5.2), down / round(down / 5.2)
    tiles = (
        wave_tile("BraidFlat", flat, ink, gold, 0.62),
        wave_tile("BraidUpright", upright, ink, gold, 0.62),
    )
    petals = [(4.0, 1.7, phase) for phase in (0.0, pi / 2, pi, -pi / 2)] + [(1.7, 0.7, 0.0), (1.7, 0.7, pi)]
    rosette = sector("Rosette", 12, petals, 0.13, ink)
    ring = sector("Ring", 12, [(5.9, 0.28, 0.0), (5.9, 0.28, pi)], 0.13, gold)
    fan_rings = [
        (20 + 3.1 * ring, 4.6 + 0.5 * ring, phase + ring * 0.36)
        for ring in range(8)
        for phase in (0.0, pi / 2, pi, -pi / 2)
    ]
    fan = sector("Fan", 24, fan_rings, 0.15, operands(colours.pale_ink))
    start = OUTER + HOLLOW
    parts = [
        f"{text(POINTS_PER_MM)} 0 0 {text(POINTS_PER_MM)} 0 0 cm",
        f"q {_hollowed(INNER, HOLLOW - 1)} W n",
        *(_placed(turned(fan, 24), x, y) for x in (0.0, WIDTH) for y in (0.0, HEIGHT)),
        "Q",
        row(tiles[0], (start, HEIGHT - middle), across, flat, False),
        row(tiles[0], (start, middle), across, flat, False),
        row(tiles[1], (middle, start), down, upright, True),
        row(tiles[1], (WIDTH - middle, start), down, upright, True),
        f"{ink} RG 0.7 w {_hollowed(OUTER, HOLLOW)} S",
        f"{gold} RG 0.2 w {_hollowed(OUTER - 1.3, HOLLOW)} S",
        f"{ink} RG 0.25 w {_hollowed(INNER, HOLLOW - 1)} S",
        f"{gold} RG 0.2 w {_hollowed(INNER + 1.2, HOLLOW - 1)} S",
    ]
    near = OUTER + 3.1
    for x in (near, WIDTH - near):
        for y in (near, HEIGHT - near):
            parts.append(_placed(f"{turned(rosette, 12)}\n{turned(ring, 12)}", x, y))
    uses: tuple[Form, ...] = (*tiles, rosette, ring, fan)
    if front:
        leaf = _leaf(gold)
        parts.append(_placed(_wreath(leaf, gold), WIDTH / 2, EMBLEM_MIDDLE))
        uses = (*uses, leaf)
    box = (0.0, 0.0, WIDTH * POINTS_PER_MM, HEIGHT * POINTS_PER_MM)
    return Form("AwardFront" if front else "AwardReverse", "\n".join(parts).encode(), box, uses)


def _placed(content: str, x: float, y: float) -> str:
    return f"q 1 0 0 1 {text(x, y)} cm\n{content}\nQ"


def _hollowed(edge: float, hollow: float) -> str:
    """A frame whose corners are quarter circles cut out of it."""
    left, bottom, right, top = edge, edge, WIDTH - edge, HEIGHT - edge
    bend = hollow * (1 - CIRCLE)
    return "\n".join(
        [
            f"{text(left + hollow, bottom)} m {text(right - hollow, bottom)} l",
            f"{text(right - hollow, bottom + hollow - bend, right - bend, bottom + hollow, right, bottom + hollow)} c",
            f"{text(right, top - hollow)} l",
            f"{text(right - bend, top - hollow, right - hollow, top - hollow + bend, right - hollow, top)} c",
            f"{text(left + hollow, top)} l",
            f"{text(left + hollow, top - hollow + bend, left + bend, top - hollow, left, top - hollow)} c",
            f"{text(left, bottom + hollow)} l",
            f"{text(left + bend, bottom + hollow, left + hollow, bottom + hollow - bend, left + hollow, bottom)} c h",
        ]
    )


def _leaf(gold: str) -> Form:
    """Pointed at both ends, growing to the right from the origin."""
    shape = f"{gold} rg 0 0 m 1.3 1.25 3.6 1.05 5.1 0 c 3.6 -0.75 1.3 -0.85 0 0 c f"
    return Form("Leaf", shape.encode(), (-1, -2, 6, 2))


def _wreath(leaf: Form, gold: str) -> str:
    """Two branches from below, open above; the right one is the left one in a mirror."""
    branch = [f"{gold} RG 0.28 w 1 J"]
    stem = [(WREATH * cos(angle), WREATH * sin(angle)) for angle in _angles(24)]
    branch.append(f"{text(*stem[0])} m")
    branch += [f"{text(*point)} l" for point in stem[1:]]
    branch.append("S")
    for number, angle in enumerate(_angles(10)[:-1]):
        x, y = WREATH * cos(angle), WREATH * sin(angle)
        size = 1.0 - 0.035 * number
        for lean in (0.5, -0.5):
            turn = angle + pi / 2 + lean
            matrix = (size * cos(turn), size * sin(turn), -size * sin(turn), size * cos(turn), x, y)
            branch.append(f"q {text(*matrix)} cm /{leaf.name} Do Q")
    tip = _angles(10)[-1]
    turn = tip + pi / 2
    branch.append(
        f"q {text(0.7 * cos(turn), 0.7 * sin(turn), -0.7 * sin(turn), 0.7 * cos(turn))} "
        f"{text(WREATH * cos(tip), WREATH * sin(tip))} cm /{leaf.name} Do Q"
    )
    drawn = "\n".join(branch)
    return f"q {drawn} Q\nq -1 0 0 1 0 0 cm {drawn} Q"


def _angles(count: int) -> list[float]:
    """From just right of the lowest point up to half past one."""
    low, high = -pi / 2 + 0.14, pi / 2 - 0.62
    return [low + (high - low) * step / (count - 1) for step in range(count)]
