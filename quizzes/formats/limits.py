"""How much a file may bring. What is larger is refused with a sentence, never cut."""

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED_BYTES = 100 * 1024 * 1024
MOST_QUESTIONS = 2000
MOST_FILES = 10_000
ZIP_RATIO = 200
DEEPEST = 100  # elements inside each other
MOST_ELEMENTS = 500_000
MOST_PARTS = 100  # options, pairs or gaps of one question
LONGEST_TEXT = 100_000  # characters of one text
MOST_TAGS = 5000  # of one text
MOST_ROWS = 10_000
