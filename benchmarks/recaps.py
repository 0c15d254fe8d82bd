"""The reports of the largest batch of the database in use, as their jobs make them.

    python -m benchmarks.recaps

prints a line of JSON for each file, named `batch2000.recap_xlsx` and so on: seconds, and the CPU of the job's own
process, without that of the process which draws. Wants a batch of about two thousand (`manage.py load_demo --scale`).
"""

import os
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
LEAST = 1000
FILES = {
    "recap_xlsx": "reports.recap_xlsx",
    "recap_pdf": "reports.recap_pdf",
    "recap_report_docx": "reports.activity_docx",
    "recap_report_pdf": "reports.activity_pdf",
}


def main() -> None:
    django.setup()

    from django.db.models import Count
    from django.utils import translation

    from benchmarks.figures import emit
    from core.made_files.kinds import file_kind
    from core.models import MadeFile
    from courses.models import Batch
    from members.choices import SiteRole
    from members.models import User

    batch = Batch.objects.annotate(people=Count("enrolments")).order_by("-people", "pk").first()
    if batch is None or batch.enrolments.count() < LEAST:
        print(f"No batch has {LEAST} people: nothing to measure.")
        return
    asker = User.objects.with_role(SiteRole.ADMINISTRATOR).order_by("pk")[0]
    for name, kind in FILES.items():
        wanted = MadeFile(kind=kind, subject=f"batch:{batch.code}", asked_by=asker, language="id")
        began, spent = time.monotonic(), time.process_time()
        with translation.override("id"):
            made = file_kind(kind).make(wanted, lambda done, total: None)
        seconds = time.monotonic() - began
        cpu = round(time.process_time() - spent, 2)
        emit(f"batch2000.{name}", seconds, "s", cpu_s=cpu, people=made.rows, kb=len(made.content) // 1024)


if __name__ == "__main__":
    main()
