"""Facts that courses announces, always after commit. Receivers may run twice."""

from django.dispatch import Signal

# enrolment_id: int. The completion rule was met for the first time.
course_completed = Signal()

# batch_id: int. An organiser closed the batch: what was delivered is fixed.
batch_closed = Signal()

# batch_id, source_id: int; ids: dict[str, dict[int, int]] from the original's numbers to the clone's, by "session",
# "part", "material" and what other apps add. The clone is whole when this is sent.
batch_cloned = Signal()

# course_id, source_id: int; ids as above, with "course", "material", "quiz", and a batch's where one was taken along.
course_cloned = Signal()
