"""What a figure may cost at most; `emit` says beside each whether it holds. CPU depends on the machine."""

PAGES = ("front", "course", "material", "participant", "speaker", "organiser")
STORMS = ("storm.200", "storm.1000", "burst.200")
DESKS = ("participant", "speaker", "organiser")
VIEWERS = ("organiser", "coordinator", "participant", "issued")  # of a batch of two thousand; its certificates

BUDGETS: dict[str, float] = {
    "batch2000.recap_xlsx": 10,
    "batch2000.recap_pdf": 10,
    **{f"batch2000.{viewer}.slowest_cpu_ms": 30 for viewer in VIEWERS},
    **{f"batch2000.{viewer}.{name}": 0 for viewer in VIEWERS for name in ("growing_pages", "unpaired_pages")},
    **{f"page.{name}.first_visit_bytes": 60_000 for name in PAGES},
    **{f"page.{name}.next_visit_bytes": 15_000 for name in PAGES},
    **{f"request.{name}.cpu_ms": 20 for name in DESKS},
    **{f"request.{name}.bytes": 15_000 for name in (*PAGES, "search")},
    "request.front.cpu_ms": 15,
    "request.course.cpu_ms": 15,
    "request.material.cpu_ms": 15,
    "request.search.cpu_ms": 15,
    **{f"{storm}.cpu_ms_per_member": 80 for storm in STORMS},
    **{f"{storm}.{name}": 0 for storm in STORMS for name in ("errors", "lost")},
    "storm.200.p95_ms": 500,
    "storm.1000.p95_ms": 1_000,
    "burst.200.wall_s": 20,
    "page.attempt.first_visit_bytes": 60_000,
    "page.verify.first_visit_bytes": 30_000,
    "certificate.render_sign.cpu_ms": 12,
    "certificate.bytes": 70_000,
    "certificate.batch_1000.sqlite.seconds": 20,
    "certificate.batch_1000.postgresql.seconds": 20,
}
