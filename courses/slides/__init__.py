"""A PDF as slides: looked at (`check`, `opening`), drawn (`making`), its words put in reading order (`text`)."""
