from django import template

from core.figures import figure

register = template.Library()
register.filter("figure", figure)
