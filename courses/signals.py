"""Facts that courses announces, always after commit. Receivers may run twice."""

from django.dispatch import Signal

# enrolment_id: int. The completion rule was met for the first time.
course_completed = Signal()

# batch_id: int. An organiser closed the batch: what was delivered is fixed.
batch_closed = Signal()
