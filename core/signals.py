from django.dispatch import Signal

# A recording's file, captions or transcript were kept anew. recording_id: its number. Sent after commit.
recording_saved = Signal()

# It became known whether a heavy attachment has a light variant. attachment_id: its number. Sent after commit.
light_variant_made = Signal()
