from django.utils.functional import Promise


class DomainError(Exception):
    """A refusal that a person can understand: the base of every app's errors.

    Carries one translated sentence, shown as it is in the reader's language, and what a caller may want to know of the
    case (`details`). A job that raises one has failed for good: a repetition would be refused in the same way.
    """

    def __init__(self, sentence: str | Promise, **details: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.details = details

    def __str__(self) -> str:
        return str(self.sentence)
