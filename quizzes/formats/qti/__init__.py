from quizzes.formats.qti.package import read_qti
from quizzes.formats.qti.writer import write_qti3

__all__ = ["read_qti", "write_qti3"]
