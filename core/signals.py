from django.dispatch import Signal

# A recording's file, captions or transcript were kept anew. recording_id: its number. Sent after commit.
recording_saved = Signal()
