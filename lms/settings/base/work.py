"""What is done in the background, and by whom."""

from lms.settings import env

JOBS_ENGINE = env.choice(
    "JOBS_ENGINE",
    ("embedded", "database", "celery", "immediate"),
    "embedded",
    help="embedded: a thread of `serve`; database: `manage.py db_worker`; celery: Celery workers on REDIS_URL.",
)
JOB_PROCESSES = env.number("JOB_PROCESSES", 2, help="Spawned processes for CPU-heavy jobs such as rendering PDF.")
JOB_LEASE_SECONDS = env.number(
    "JOB_LEASE_SECONDS", 60, help="A job whose worker gave no sign of life for so long is begun again by another."
)
JOB_LAG_LIMIT_SECONDS = env.number(
    "JOB_LAG_LIMIT_SECONDS", 900, help="/readyz reports trouble when a due job has waited longer than this."
)
_task_backends = {
    "embedded": {"BACKEND": "django_tasks_db.DatabaseBackend"},
    "database": {"BACKEND": "django_tasks_db.DatabaseBackend"},
    "celery": {"BACKEND": "core.jobs.celery_backend.CeleryBackend"},
    "immediate": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
}
TASKS = {"default": _task_backends[JOBS_ENGINE]}
