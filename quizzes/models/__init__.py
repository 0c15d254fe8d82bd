from quizzes.models.attempt import Answer, Attempt, AttemptEvent, LateAnswer, Mark
from quizzes.models.bank import Question, QuestionBank, QuestionGap, QuestionOption, QuestionVersion
from quizzes.models.imported import ImportedQuiz, ImportedSitting
from quizzes.models.media import QuestionAttachment, QuestionMedia
from quizzes.models.pages import QuizPage
from quizzes.models.pairs import MirroredQuestion
from quizzes.models.schedule import Accommodation, QuizSchedule
from quizzes.models.staged import StagedImport, StagedQuestion
from quizzes.models.structure import QuizSlot, ScoreBand
from quizzes.models.tally import DrawTally
from quizzes.models.version import QuizVersion

__all__ = [
    "Accommodation",
    "Answer",
    "Attempt",
    "AttemptEvent",
    "DrawTally",
    "ImportedQuiz",
    "ImportedSitting",
    "LateAnswer",
    "Mark",
    "MirroredQuestion",
    "Question",
    "QuestionAttachment",
    "QuestionBank",
    "QuestionGap",
    "QuestionMedia",
    "QuestionOption",
    "QuestionVersion",
    "QuizPage",
    "QuizSchedule",
    "QuizSlot",
    "QuizVersion",
    "ScoreBand",
    "StagedImport",
    "StagedQuestion",
]
