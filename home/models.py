from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page


class HomePage(Page):
    """The root of the site. Its texts stand on the front page, which a plain view serves; the rest there is live."""

    lead = models.CharField(_("lead"), max_length=300, blank=True, help_text=_("One or two sentences under the title."))
    about = RichTextField(_("about"), blank=True, features=["h3", "bold", "italic", "ol", "ul", "link"])

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("about")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["courses.CourseIndexPage"]
    max_count = 1

    class Meta:
        verbose_name = _("home page")
