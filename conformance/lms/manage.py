"""Django's commands for the LMS of the tests."""
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
from django.core.management import execute_from_command_line  # noqa: E402  (settings come first)

if __name__ == "__main__":
    execute_from_command_line(sys.argv)
