"""Forms around speakers: inviting one, and what the invited says of oneself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from courses.choices import SessionState
from courses.models import Batch, Session
from courses.selectors.writing import PieceRow, WritingScreen
from courses.services.material_files import accepted_extensions
from members.models import User


class SessionChoices(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # takes none at run time
    def label_from_instance(self, session: Any) -> str:
        starts = timezone.localtime(session.starts_at)
        return f"{session.subject} · {date_format(starts, 'j F Y')}, {starts:%H.%M} {session.batch.get_zone_display()}"


class InviteForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    function = forms.CharField(
        label=_("Function"),
        required=False,
        max_length=200,
        help_text=_("As printed on certificates. The speaker can correct it."),
    )
    sessions = SessionChoices(
        label=_("Sessions"),
        queryset=Session.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The invitation names them; on acceptance the person speaks there."),
    )

    def __init__(self, data: Any = None, *, batch: Batch) -> None:
        super().__init__(data)
        sessions = batch.sessions.exclude(state=SessionState.CANCELLED).order_by("starts_at", "order", "pk")
        self.fields["sessions"].queryset = sessions  # type: ignore[attr-defined]


class JoinForm(forms.Form):
    """What somebody without an account says once; the address is the invited one."""

    title_before = forms.CharField(label=_("Title before the name"), required=False, max_length=60)
    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        help_text=_("As it is to be printed, without titles."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    title_after = forms.CharField(label=_("Title after the name"), required=False, max_length=80)
    function = forms.CharField(
        label=_("Function"), max_length=200, help_text=_("For example: Kepala Dinas Kominfo Jawa Tengah.")
    )
    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        max_length=200,
        help_text=_("At least 10 characters; several words are easy to keep in mind."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, data: Any = None, *, email: str, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.email = email

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if password := data.get("password"):
            try:
                validate_password(password, User(name=data.get("name", ""), email=self.email))
            except forms.ValidationError as faults:
                self.add_error("password", faults)
        return data


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files in one field; none is an empty list."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(file, initial) for file in files if file]


class NewMaterialForm(forms.Form):
    uid = forms.UUIDField(widget=forms.HiddenInput)
    uploads = ManyFilesField(
        label=_("Your files"),
        required=False,
        help_text=_("Slides as PDF, video or audio, a Word file, pictures: one or several."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uploads"].widget.attrs["accept"] = accepted()


class MaterialForm(forms.Form):
    """The simple way to write: what readers need and no more; the editor does the rest."""

    version = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput(attrs={"data-renewed": ""}))
    text_id = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=255, widget=forms.TextInput(attrs={"lang": "id"}))
    summary = forms.CharField(
        label=_("Summary"),
        required=False,
        max_length=300,
        help_text=_("What the reader can do afterwards, in one or two sentences."),
        widget=forms.Textarea(attrs={"rows": 3, "lang": "id"}),
    )
    text = forms.CharField(
        label=_("Text"),
        required=False,
        help_text=_("A blank line begins a new paragraph."),
        widget=forms.Textarea(attrs={"rows": 8, "lang": "id"}),
    )
    uploads = ManyFilesField(label=_("Add files"), required=False)
    answer = forms.CharField(
        label=_("Your answer to the organiser"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "id"}),
    )

    def __init__(self, data: Any = None, files: Any = None, *, screen: WritingScreen) -> None:
        draft = screen.draft
        initial = {
            "title": draft.title,
            "summary": draft.summary,
            "text": screen.text,
            "text_id": screen.text_id,
            "version": screen.version,
        }
        super().__init__(data, files, initial=initial)
        self.fields["uploads"].widget.attrs["accept"] = accepted()
        if (screen.text is None) if data is None else ("text" not in data):
            del self.fields["text"]  # not shown, or not in the form that was opened: nothing was said about it
        self.pieces = screen.pieces
        self.pictures = [piece for piece in screen.pieces if piece.alt_text is not None and piece.id]
        for piece in self.pictures:
            self.fields[f"alt-{piece.id}"] = forms.CharField(
                label=_("What does this picture show?"),
                required=False,
                max_length=255,
                initial=piece.alt_text,
                widget=forms.TextInput(attrs={"lang": "id"}),
            )

    def overwrites(self, version: object) -> None:
        """Shown once more, and sent once more, it replaces this version, which its author was told about."""
        self.data = {**{name: self.data[name] for name in self.data}, "version": version}

    @property
    def alt_texts(self) -> dict[str, str]:
        """Of the pictures that were in the form when it was opened."""
        fields = {piece.id: f"alt-{piece.id}" for piece in self.pictures}
        return {piece: self.cleaned_data[name] for piece, name in fields.items() if name in self.data}

    def piece_rows(self) -> list[tuple[PieceRow, Any]]:
        """Each piece of the draft with the field that its picture asks for."""
        asking = {piece.id for piece in self.pictures}
        return [(piece, self[f"alt-{piece.id}"] if piece.id in asking else None) for piece in self.pieces]


def accepted() -> str:
    return ",".join(f".{extension}" for extension in accepted_extensions())


class SpeakerProfileForm(forms.Form):
    function = forms.CharField(
        label=_("Function"),
        max_length=200,
        help_text=_("Stands under your name and on certificates."),
        widget=forms.TextInput(attrs={"lang": "id"}),
    )
    biography = forms.CharField(
        label=_("Short biography"),
        required=False,
        max_length=1500,
        help_text=_("Two to five sentences: what you do, and what you know from own experience."),
        widget=forms.Textarea(attrs={"rows": 6, "lang": "id"}),
    )
    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        help_text=_("It is cut square around its middle. At least 200 pixels on each side."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
