from django.db import transaction

from quizzes.models import Attempt, DrawTally


def count_draw(*, attempt: Attempt) -> None:
    """Remember which questions an attempt used up; nothing where everybody gets the same ones."""
    version = attempt.version
    if len(version.paper.questions) == version.question_count:  # asked after every attempt, of a paper that is kept
        return
    with transaction.atomic():
        DrawTally.objects.get_or_create(version=version)
        tally = DrawTally.objects.select_for_update().get(version=version)
        for place in attempt.places:
            tally.counts[place.item] = tally.counts.get(place.item, 0) + 1
        tally.save(update_fields=["counts"])
