from django.templatetags.static import register as django_register

from core import constant_nodes
from core.templatetags import library_from

register = library_from(django_register)
register.tag("static", constant_nodes.static)
