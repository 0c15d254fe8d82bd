"""What a figure may cost at most; `emit` says beside each whether it holds. CPU depends on the machine."""

PAGES = ("front", "course", "material", "participant", "speaker", "organiser")
DESKS = ("participant", "speaker", "organiser")

BUDGETS: dict[str, float] = {
    **{f"page.{name}.first_visit_bytes": 60_000 for name in PAGES},
    **{f"page.{name}.next_visit_bytes": 15_000 for name in PAGES},
    **{f"request.{name}.cpu_ms": 20 for name in DESKS},
    **{f"request.{name}.bytes": 15_000 for name in (*PAGES, "search")},
    "request.front.cpu_ms": 15,
    "request.course.cpu_ms": 15,
    "request.material.cpu_ms": 15,
    "request.search.cpu_ms": 15,
    "page.attempt.first_visit_bytes": 60_000,
    "page.verify.first_visit_bytes": 30_000,
}
