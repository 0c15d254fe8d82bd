"""Lets the first participant of a scaled batch log in.

    python -m benchmarks.first_participant <code of the batch>

prints the address to log in with, by the password of the demo, and the path of the course. Those thousands have no
password, so that loading is quick.
"""

import os
import sys
from urllib.parse import urlsplit

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")


def main() -> None:
    django.setup()

    from courses.models import CoursePage, Enrolment
    from home.demo import accounts

    scaled = Enrolment.objects.active().filter(batch__code=sys.argv[1], member__email__startswith=f"{sys.argv[1]}.")
    member = scaled.select_related("member").order_by("pk")[0].member
    member.set_password(accounts.PASSWORD)
    member.save(update_fields=["password"])
    course = CoursePage.objects.get(batches__code=sys.argv[1])
    print(member.email, urlsplit(course.get_url() or "/").path)


if __name__ == "__main__":
    main()
