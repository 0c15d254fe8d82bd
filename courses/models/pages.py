from typing import Any, Never

from django import forms
from django.db import models
from django.http import Http404, HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import CommentPanel, FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page, PageManager
from wagtail.search import index

from core.identifiers import uuid7
from courses.blocks import MaterialBlocks
from courses.choices import Audience, Opening, RecordingKind, Rounding
from courses.models.attendance_terms import AttendanceTerms
from courses.page_forms import CoursePageForm, MaterialPageForm
from courses.page_permissions import CourseEditing, IndexEditing, MaterialEditing
from courses.querysets import CoursePageQuerySet, MaterialPageQuerySet, SpeakerProfileQuerySet


class ServedByViews:
    """A page that plain views of ours serve at its address, because they ask the rules of who may read it.

    Wagtail's own way there would ask nobody, so it ends here; its preview, which asks who may edit, does not pass it.
    Wagtail's privacy settings are not offered: the audience of the course says who reads.
    """

    private_page_options: list[str] = []

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Never:
        raise Http404


class CourseIndexPage(IndexEditing, ServedByViews, Page):
    intro = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    subpage_types = ["courses.CoursePage"]
    max_count = 1

    class Meta:
        verbose_name = _("course index")


class CoursePage(AttendanceTerms, CourseEditing, ServedByViews, Page):
    """What is taught: its materials are child pages, its runs are batches, its tests are pages of quizzes."""

    summary = models.TextField(
        _("summary"), max_length=400, help_text=_("Two or three sentences for lists and previews.")
    )
    intro = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "ol", "ul", "link"])
    organiser_name = models.CharField(
        _("organising unit"), max_length=200, help_text=_("As it stands on letters and certificates.")
    )
    audience = models.CharField(_("who may read"), max_length=10, choices=Audience.choices, default=Audience.ENROLLED)
    minutes_per_jp = models.PositiveSmallIntegerField(_("minutes per JP"), default=45)
    jp_rounding = models.CharField(
        _("rounding of JP"), max_length=10, choices=Rounding.choices, default=Rounding.HALF_UP
    )
    certified_automatically = models.BooleanField(
        _("certificates are issued by themselves"),
        default=False,
        help_text=_("When a batch is closed, and to whoever completes after that. Each batch may choose otherwise."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("intro"),
        FieldPanel("organiser_name"),
        MultiFieldPanel([FieldPanel("minutes_per_jp"), FieldPanel("jp_rounding")], heading=_("Teaching hours (JP)")),
        AttendanceTerms.panel(),
        InlinePanel("organisers", heading=_("Organisers of this course"), label=_("organiser")),
    ]
    settings_panels = [FieldPanel("audience"), FieldPanel("certified_automatically")]
    base_form_class = CoursePageForm
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("intro")]
    parent_page_types = ["courses.CourseIndexPage"]

    objects = PageManager.from_queryset(CoursePageQuerySet)()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints = [
            models.CheckConstraint(condition=models.Q(minutes_per_jp__gte=1), name="courses_course_minutes_positive")
        ]


class CourseOrganiser(Orderable):
    course = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="organisers")
    member = models.ForeignKey("members.User", on_delete=models.CASCADE, related_name="organised_courses")

    panels = [FieldPanel("member", heading=_("Member"))]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["course", "member"], name="courses_organiser_unique")]


class MaterialPage(MaterialEditing, ServedByViews, Page):
    """What a speaker leaves behind: text, pictures, documents."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    summary = models.TextField(_("summary"), max_length=300, help_text=_("What the reader can do afterwards."))
    body = StreamField(MaterialBlocks(), verbose_name=_("content"), blank=True)
    topics = ParentalManyToManyField("courses.Topic", verbose_name=_("topics"), blank=True, related_name="materials")

    opens = models.CharField(
        _("opens for participants"), max_length=10, choices=Opening.choices, default=Opening.ALWAYS
    )
    opens_days_before = models.PositiveSmallIntegerField(
        _("days before the session"), default=0, help_text=_("Where it opens some days before its session.")
    )
    prerequisites = ParentalManyToManyField(
        "self",
        verbose_name=_("to be opened before"),
        symmetrical=False,
        blank=True,
        related_name="opens_the_way_to",
        help_text=_("Participants open these materials of the course first."),
    )
    change_note = models.CharField(
        _("What changed?"),
        max_length=300,
        blank=True,
        help_text=_("A sentence for those who read the version before. What was rewritten is told by itself."),
    )
    reading_minutes = models.PositiveSmallIntegerField(_("reading time in minutes"), default=1, editable=False)
    holds = models.JSONField(_("what it holds, counted"), default=dict, editable=False)
    download_bytes = models.PositiveIntegerField(_("size of attached files in bytes"), default=0, editable=False)
    recording_seconds = models.PositiveIntegerField(_("length of its recordings in seconds"), default=0, editable=False)
    recording_kind = models.CharField(
        _("kind of its recordings"), max_length=5, choices=RecordingKind.choices, blank=True, editable=False
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        InlinePanel("speakers", heading=_("Speakers"), label=_("speaker")),
        FieldPanel("body"),
        FieldPanel("topics", widget=forms.CheckboxSelectMultiple),
        MultiFieldPanel(
            [
                FieldPanel("opens"),
                FieldPanel("opens_days_before"),
                FieldPanel("prerequisites", widget=forms.CheckboxSelectMultiple),
            ],
            heading=_("When participants may open it"),
            help_text=_("By the first session of their batch that carries this material; without one it is open."),
        ),
        FieldPanel("change_note"),
        CommentPanel(),
    ]
    settings_panels: list[FieldPanel] = []
    base_form_class = MaterialPageForm
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
        index.SearchField("search_stems"),
    ]
    parent_page_types = ["courses.CoursePage"]
    exclude_fields_in_copy = ["uid"]  # a copy has files and pictures of its own address
    subpage_types: list[str] = []

    objects = PageManager.from_queryset(MaterialPageQuerySet)()

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")

    @cached_property
    def course(self) -> CoursePage:
        course: CoursePage = CoursePage.objects.get(path=self.path[: -self.steplen])
        return course

    def search_stems(self) -> str:
        """What the site's search looks into: all words of all places by their stems."""
        return " ".join(self.places.order_by("order").values_list("stems", flat=True))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """For the preview: the published page is drawn by a view."""
        return {
            **super().get_context(request, *args, **kwargs),
            "course": self.course,
            "speakers": self.speakers.all(),
        }


class MaterialSpeaker(Orderable):
    material = ParentalKey(MaterialPage, on_delete=models.CASCADE, related_name="speakers")
    member = models.ForeignKey("members.User", on_delete=models.PROTECT, related_name="materials")

    panels = [FieldPanel("member", heading=_("Member"))]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["material", "member"], name="courses_materialspeaker_unique")]


class SpeakerProfile(models.Model):
    """How a speaker is introduced. Personal data, shown to readers; erased with the account."""

    member = models.OneToOneField("members.User", on_delete=models.CASCADE, related_name="speaker_profile")
    function = models.CharField(
        _("function"), max_length=200, help_text=_("As printed under the name and on certificates.")
    )
    biography = models.TextField(_("biography"), blank=True, max_length=1500)
    photo = models.ForeignKey(
        "core.Picture", verbose_name=_("photo"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = SpeakerProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")

    def __str__(self) -> str:
        return f"{self.member.full_name} · {self.function}"
