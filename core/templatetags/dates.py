"""Built in: templates load nothing for it (settings, TEMPLATES)."""

from django.template import Library

from core.kept_dates import date_in_words

register = Library()
register.filter("date", date_in_words, expects_localtime=True, is_safe=False)
