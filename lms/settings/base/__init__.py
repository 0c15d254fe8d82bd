"""Safe by default: what development relaxes stands in dev.py, what production insists on in production.py.

Each module is one concern, in the order in which docs/configuration.md shows its variables.
"""

# ruff: noqa: F403, I001
from lms.settings.base.site import *
from lms.settings.base.apps import *
from lms.settings.base.data import *
from lms.settings.base.work import *
from lms.settings.base.people import *
from lms.settings.base.languages import *
from lms.settings.base.files import *
from lms.settings.base.mail import *
from lms.settings.base.security import *
from lms.settings.base.editor import *
from lms.settings.base.logs import *
from lms.settings.base.product import *
from lms.settings.base.signing import *
from lms.settings.env import DECLARED

DEFAULT_EXCEPTION_REPORTER_FILTER = "core.error_reports.SecretSettingsFilter"
SECRET_SETTINGS = frozenset(variable.name for variable in DECLARED.values() if variable.secret)
