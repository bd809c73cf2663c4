"""Django's settings for the programs beside this file: as few as edx-rest-api-client, the
proctoring plug-in and the platform's CSRF tokens need.
"""
import django
from django.conf import settings


def configure(**more):
    """Settings of an LMS that keeps nothing."""
    settings.configure(
        SECRET_KEY="fake-key-of-django-do-not-use", USE_TZ=True, LANGUAGE_CODE="en", ALLOWED_HOSTS=["*"], WEBPACK_LOADER={},
        SITE_NAME="lms.example.com", PLATFORM_NAME="Example", CONTACT_EMAIL="help@example.com", FEATURES={}, HTTPS="on", ENV_ROOT="/",
        LEARNING_MICROFRONTEND_URL="https://learning.example.com", COURSE_ID_PATTERN=r"(?P<course_id>[^/+]+(/|\+)[^/+]+(/|\+)[^/?]+)",
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField", PROCTORING_BACKENDS={"DEFAULT": "null", "null": {}}, PROCTORING_SETTINGS={},
        INSTALLED_APPS=("django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sites", "simple_history", "edx_proctoring", "edx_when", "waffle"),
        **more,
    )
    django.setup()
