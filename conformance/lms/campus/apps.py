"""The platform's application."""
from django.apps import AppConfig


class Campus(AppConfig):
    """The platform's tables, and its services once edx-proctoring is there."""

    name = "campus"

    def ready(self):
        """Give edx-proctoring its services."""
        import services

        services.install()
