from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.conditions import Condition, Result
from courses.querysets import CompletionRuleQuerySet


class CompletionRule(models.Model):
    """One version of a course's rule; the highest number is in force. A version in use is never edited."""

    course = models.ForeignKey("courses.CoursePage", on_delete=models.CASCADE, related_name="completion_rules")
    number = models.PositiveIntegerField(_("version"))
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey("members.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = CompletionRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("completion rule")
        ordering = ["course", "-number"]
        constraints = [models.UniqueConstraint(fields=["course", "number"], name="courses_rule_version_unique")]


class RuleCondition(models.Model):
    """A requirement with its target in percent: `materials`, or `quiz:<page id>` with its pass mark or 0."""

    rule = models.ForeignKey(CompletionRule, on_delete=models.CASCADE, related_name="conditions")
    key = models.CharField(_("requirement"), max_length=60)
    target = models.DecimalField(_("target"), max_digits=8, decimal_places=5)
    is_test = models.BooleanField(_("a test"), default=False)
    gates_materials = models.BooleanField(_("before the materials"), default=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["rule", "key"], name="courses_condition_unique")]

    @property
    def plain(self) -> Condition:
        return Condition(self.key, self.target, self.is_test, self.gates_materials)


class RequirementResult(models.Model):
    """What one participant reached for one requirement; written by the app that knows, read by everybody."""

    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.CASCADE, related_name="results")
    key = models.CharField(max_length=60)
    is_test = models.BooleanField(default=False)
    met = models.BooleanField(default=False)
    value = models.DecimalField(max_digits=8, decimal_places=5)
    target = models.DecimalField(max_digits=8, decimal_places=5)
    recorded_at = models.DateTimeField(default=timezone.now)
    counted = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    """What was reached in truth, where a completion rests on `value` and keeps it; for figures, never for judging."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "key"], name="courses_result_unique")]

    @property
    def plain(self) -> Result:
        return Result(self.value, self.target, self.met)


class Completion(models.Model):
    """The rule was met as it stood then; never taken away by a later rule or a later mark."""

    enrolment = models.OneToOneField("courses.Enrolment", on_delete=models.PROTECT, related_name="completion")
    rule = models.ForeignKey(CompletionRule, on_delete=models.PROTECT, related_name="completions")
    passed_test = models.BooleanField(_("the rule held a passed test"), default=False)
    score = models.DecimalField(_("final score"), max_digits=8, decimal_places=5, null=True)
    completed_at = models.DateTimeField(default=timezone.now)
