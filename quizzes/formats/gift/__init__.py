from quizzes.formats.gift.reader import read_gift
from quizzes.formats.gift.writer import write_gift

__all__ = ["read_gift", "write_gift"]
