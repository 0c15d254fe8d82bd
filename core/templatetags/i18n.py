from django.templatetags.i18n import register as django_register

from core import constant_nodes
from core.templatetags import library_from

register = library_from(django_register)
register.tag("translate", constant_nodes.translate)
register.tag("trans", constant_nodes.translate)
