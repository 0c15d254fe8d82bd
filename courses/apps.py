from decimal import Decimal

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("Courses")

    def ready(self) -> None:
        from courses import receivers, requirements  # noqa: F401  models may be imported from here on, not before
        from courses.choices import MATERIALS
        from courses.selectors import describe_materials

        requirements.register(
            requirements.RequirementKind(
                name=MATERIALS, describe=describe_materials, default_target=lambda key: Decimal(100)
            )
        )
