from quizzes.formats.django_quiz.history import History, OldAnswer, OldProgress, OldSitting, history_in
from quizzes.formats.django_quiz.people import OldPerson, people_in
from quizzes.formats.django_quiz.questions import FORMAT, code_of, gather_questions, read_django_quiz
from quizzes.formats.django_quiz.quizzes import OldQuiz, quizzes_in
from quizzes.formats.django_quiz.remarks import Remark

__all__ = [
    "FORMAT",
    "History",
    "OldAnswer",
    "OldPerson",
    "OldProgress",
    "OldQuiz",
    "OldSitting",
    "Remark",
    "code_of",
    "gather_questions",
    "history_in",
    "people_in",
    "quizzes_in",
    "read_django_quiz",
]
