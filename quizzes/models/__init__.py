from quizzes.models.analysis import AnalysisReport
from quizzes.models.answer_file import AnswerFile
from quizzes.models.attempt import Answer, Attempt, AttemptEvent, LateAnswer, Mark
from quizzes.models.bank import Question, QuestionBank, QuestionGap, QuestionOption, QuestionVersion
from quizzes.models.groups import GroupAccommodation, GroupShare
from quizzes.models.imported import ImportedQuiz, ImportedSitting
from quizzes.models.marking import MarkChange, MarkerDraft, MarkerMark, MarkingTask
from quizzes.models.media import QuestionAttachment, QuestionMedia
from quizzes.models.pages import QuizPage
from quizzes.models.pairs import MirroredQuestion
from quizzes.models.regrade import RegradeRow, RegradeRun
from quizzes.models.schedule import Accommodation, QuizSchedule
from quizzes.models.staged import StagedImport, StagedQuestion
from quizzes.models.structure import QuizSlot, ScoreBand
from quizzes.models.tally import DrawTally
from quizzes.models.version import QuizVersion
from quizzes.models.written import QuestionCriterion

__all__ = [
    "Accommodation",
    "AnalysisReport",
    "Answer",
    "AnswerFile",
    "Attempt",
    "AttemptEvent",
    "DrawTally",
    "GroupAccommodation",
    "GroupShare",
    "ImportedQuiz",
    "ImportedSitting",
    "LateAnswer",
    "Mark",
    "MarkChange",
    "MarkerDraft",
    "MarkerMark",
    "MarkingTask",
    "MirroredQuestion",
    "Question",
    "QuestionAttachment",
    "QuestionBank",
    "QuestionCriterion",
    "QuestionGap",
    "QuestionMedia",
    "QuestionOption",
    "QuestionVersion",
    "QuizPage",
    "QuizSchedule",
    "QuizSlot",
    "QuizVersion",
    "RegradeRow",
    "RegradeRun",
    "ScoreBand",
    "StagedImport",
    "StagedQuestion",
]
