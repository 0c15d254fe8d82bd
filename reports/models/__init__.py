from reports.models.activity import ActivityReport
from reports.models.target import JpTarget

__all__ = ["ActivityReport", "JpTarget"]
