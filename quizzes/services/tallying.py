from django.db import transaction

from quizzes.models import Attempt, DrawTally


@transaction.atomic
def count_draw(*, attempt: Attempt) -> None:
    """Remember which questions an attempt used up; nothing where everybody gets the same ones."""
    if not attempt.version.paper.has_draws:
        return
    DrawTally.objects.get_or_create(version=attempt.version)
    tally = DrawTally.objects.select_for_update().get(version=attempt.version)
    for place in attempt.places:
        tally.counts[place.item] = tally.counts.get(place.item, 0) + 1
    tally.save(update_fields=["counts"])
