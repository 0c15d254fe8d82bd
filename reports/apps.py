from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        from core.made_files.kinds import register_file_kind
        from courses.batch_tools import AFTERWARDS, BatchTool, register_batch_tool
        from courses.rules import may_follow_batch, may_see_batch
        from reports.makers import FILE_KINDS

        register_batch_tool(AFTERWARDS, BatchTool(_("Recap"), "reports:recap", may_follow_batch))
        register_batch_tool(AFTERWARDS, BatchTool(_("Course history for SIASN"), "reports:siasn", may_follow_batch))
        register_batch_tool(AFTERWARDS, BatchTool(_("Activity report"), "reports:activity", may_see_batch))
        for kind in FILE_KINDS:
            register_file_kind(kind)
