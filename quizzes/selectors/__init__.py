from quizzes.selectors.standing import Refusal, Standing, standing_for

__all__ = ["Refusal", "Standing", "standing_for"]
