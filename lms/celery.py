"""`celery --app lms.celery worker` works the jobs when JOBS_ENGINE is celery."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.production")
django.setup()

from core.jobs.celery_backend import app  # noqa: E402  its tasks need the apps

__all__ = ["app"]
