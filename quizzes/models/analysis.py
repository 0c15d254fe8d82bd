from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AnalysisReport(models.Model):
    """A computed item analysis, kept until the marks it rests on change. Counts and figures; names nobody."""

    quiz = models.ForeignKey("quizzes.QuizPage", on_delete=models.CASCADE, related_name="+")
    scope = models.CharField(max_length=60, unique=True)
    data_version = models.CharField(max_length=200)
    reports = models.JSONField(help_text=_("One for each language."))
    computed_at = models.DateTimeField(_("computed"), default=timezone.now)

    class Meta:
        verbose_name = _("item analysis")
        verbose_name_plural = _("item analyses")
