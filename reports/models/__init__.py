from reports.models.target import JpTarget

__all__ = ["JpTarget"]
