from core import admin_brand  # noqa: F401  registers its hooks
