from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import ManualRequirement


class ManualRequirementForm(forms.ModelForm[ManualRequirement]):
    class Meta:
        model = ManualRequirement
        fields = ("label", "explanation", "speakers_may_tick")
        labels = {
            "label": _("What is asked for"),
            "explanation": _("What participants have to do"),
            "speakers_may_tick": _("Speakers of a batch may tick it off, too"),
        }
        help_texts = {
            "label": _("As participants read it: Video assignment handed in."),
            "explanation": _("Where to hand it in, to whom and until when. They read it beside the condition."),
        }
        widgets = {"explanation": forms.Textarea(attrs={"rows": 3})}


class UndoTickForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=250, help_text=_("It is kept with your name and the time."))
