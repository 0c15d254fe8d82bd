from quizzes.models.attempt import Answer, Attempt, AttemptEvent, LateAnswer, Mark
from quizzes.models.bank import Question, QuestionBank, QuestionGap, QuestionOption, QuestionVersion
from quizzes.models.pages import QuizPage, QuizSlot
from quizzes.models.schedule import Accommodation, QuizSchedule
from quizzes.models.version import QuizVersion

__all__ = [
    "Accommodation",
    "Answer",
    "Attempt",
    "AttemptEvent",
    "LateAnswer",
    "Mark",
    "Question",
    "QuestionBank",
    "QuestionGap",
    "QuestionOption",
    "QuestionVersion",
    "QuizPage",
    "QuizSchedule",
    "QuizSlot",
    "QuizVersion",
]
