from core.models.media import Attachment, Picture, Rendition

__all__ = ["Attachment", "Picture", "Rendition"]
