"""Built in: templates load nothing for it (settings, TEMPLATES)."""

from django.template import Library

from core import constant_nodes

register = Library()
register.tag("url", constant_nodes.url)
