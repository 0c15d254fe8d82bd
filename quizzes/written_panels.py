"""The part of a question's form for what people mark: its fields stand there for these kinds alone."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, Panel

BY_PEOPLE = "essay upload drill"


def written_panels() -> list[Panel]:
    return [
        MultiFieldPanel(
            [
                FieldPanel("scenario"),
                FieldRowPanel([FieldPanel("target_seconds"), FieldPanel("limit_seconds")]),
                FieldPanel("speed_points"),
            ],
            heading=_("Scenario and clock"),
            help_text=_("The question above is read before the start; the scenario begins the clock."),
            attrs={"data-kinds": "drill"},
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("least_words"), FieldPanel("most_words"), FieldPanel("lines")]),
                FieldPanel("template"),
            ],
            heading=_("Length of the answer"),
            attrs={"data-kinds": "essay"},
        ),
        MultiFieldPanel(
            [FieldPanel("accepted_kinds"), FieldPanel("most_megabytes")],
            heading=_("The file"),
            attrs={"data-kinds": "upload"},
        ),
        InlinePanel(
            "criteria",
            heading=_("Rubric"),
            label=_("criterion"),
            help_text=_("Each criterion with its levels: points first, then what earns them."),
            panels=[FieldPanel("title"), FieldPanel("levels")],
            attrs={"data-kinds": BY_PEOPLE},
        ),
        MultiFieldPanel(
            [
                FieldPanel("criteria_shown"),
                FieldRowPanel([FieldPanel("markers"), FieldPanel("threshold_percent")]),
                FieldPanel("notes_for_markers"),
            ],
            heading=_("Marking by people"),
            attrs={"data-kinds": BY_PEOPLE},
        ),
    ]
