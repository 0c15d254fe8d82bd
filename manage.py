#!/usr/bin/env python
import os
import sys

from lms.settings.env import settings_module

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = settings_module("lms.settings.dev")

    from django.core.management import execute_from_command_line  # after the settings module is named

    execute_from_command_line(sys.argv)
