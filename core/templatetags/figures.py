from django import template

from core.figures import figure
from core.recording_figures import played_in, size_shown

register = template.Library()
register.filter("figure", figure)
register.filter("played_in", played_in)
register.filter("size_shown", size_shown)
