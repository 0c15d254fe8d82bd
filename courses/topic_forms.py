"""Forms of the topics and competencies in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import Competency, Topic
from courses.services.topics import save_competency, save_topic
from members.models import User

CODE_HELP = _("Small letters, digits and hyphens; stands in addresses, and stays as it is.")


class _CodedForm(forms.ModelForm[Any]):
    """The code is given once: links to a topic, and results told by it, lead there."""

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["code"].help_text = CODE_HELP
        self.fields["code"].disabled = self.instance.pk is not None


class CompetencyForm(_CodedForm):
    class Meta:
        model = Competency
        fields = ["name", "code", "description"]
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    def save(self, commit: bool = True) -> Competency:
        return save_competency(competency=self.instance, actor=self.actor)


class TopicForm(_CodedForm):
    class Meta:
        model = Topic
        fields = ["name", "code", "competencies"]
        widgets = {"competencies": forms.CheckboxSelectMultiple}

    def save(self, commit: bool = True) -> Topic:
        return save_topic(topic=self.instance, competencies=self.cleaned_data["competencies"], actor=self.actor)
