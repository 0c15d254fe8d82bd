"""The blocks that a speaker builds a material from. Each renders from `templates/courses/blocks/`."""

from courses.blocks.stream import MaterialBlocks

__all__ = ["MaterialBlocks"]
