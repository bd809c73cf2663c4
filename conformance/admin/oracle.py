"""Takes decisions on a state database the way Django admin does.

Reads a JSON list from standard input, each element being
{"attempt_code", "review_status", "reviewer", "at"}, opens the database named by
the first argument, and for each decision sets the clock to `at` (ISO 8601, UTC)
and saves the review through edx-proctoring's own admin class. What the platform
would be asked is answered by services that record nothing and change nothing.
"""
import json
import sys
from datetime import datetime, timezone

import django
from django.conf import settings


def configure(path):
    """Set up Django on the database, as small as edx-proctoring permits."""
    settings.configure(
        SECRET_KEY="synthetic",
        PROCTORING_USER_OBFUSCATION_KEY="synthetic",
        USE_TZ=True,
        TIME_ZONE="UTC",
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        SITE_ID=1,
        SITE_NAME="lms.example.com",
        PLATFORM_NAME="Example",
        FEATURES={},
        LEARNING_MICROFRONTEND_URL="https://learning.example.com",
        DEFAULT_FROM_EMAIL="no-reply@example.com",
        CONTACT_EMAIL="help@example.com",
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
        ROOT_URLCONF="",
        ENV_ROOT="/",
        WEBPACK_LOADER={},
        COURSE_ID_PATTERN=r"(?P<course_id>[^/+]+(/|\+)[^/+]+(/|\+)[^/]+)",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": path}},
        INSTALLED_APPS=(
            "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes",
            "django.contrib.sessions", "django.contrib.sites", "django.contrib.messages",
            "rest_framework", "edx_proctoring", "edx_when", "waffle",
        ),
        MIDDLEWARE=(),
        TEMPLATES=[{
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": [
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]},
        }],
        PROCTORING_BACKENDS={
            "DEFAULT": "null", "null": {},
            "software_secure": {
                "secret_key_id": "synthetic", "secret_key": "synthetic", "crypto_key": "123456789123456712345678",
                "exam_register_endpoint": "https://vendor.example.com", "organization": "example",
                "exam_sponsor": "example", "software_download_url": "https://vendor.example.com",
                "video_review_aes_key": "000102030405060708090a0b0c0d0e0f",
            },
        },
        PROCTORING_SETTINGS={},
    )
    django.setup()


class Platform:
    """Every service of the platform: asked anything, it agrees and does nothing."""

    def should_override_grade_on_rejected_exam(self, *_args, **_kwargs):
        """The store does not know; an override would not change a row of it."""
        return False

    def get_proctoring_escalation_email(self, *_args, **_kwargs):
        """No course has one."""
        return None

    def get_credit_state(self, *_args, **_kwargs):
        """No course gives credit."""
        return None

    def __getattr__(self, _name):
        return lambda *_args, **_kwargs: None


def add_test_backend():
    """Stand in for the service `test`, which supports onboarding."""
    from django.apps import apps
    from edx_proctoring.backends.null import NullBackendProvider

    class OnboardingBackend(NullBackendProvider):
        """A service that answers nothing and has onboarding exams."""
        verbose_name = "Unknown"
        supports_onboarding = True

    apps.get_app_config("edx_proctoring").backends["test"] = OnboardingBackend()


def decide(decision, site, clock):
    """Save one review as the admin form's handler does.

    The request passes through django-simple-history's middleware, which an LMS
    has: it puts the acting person into the history.
    """
    from django.contrib.auth import get_user_model
    from edx_proctoring import admin, models
    from simple_history.middleware import HistoryRequestMiddleware

    class Request:
        """The part of a request that the admin class looks at."""
        user = get_user_model().objects.get(username=decision["reviewer"])

    with clock(datetime.fromisoformat(decision["at"].replace("Z", "+00:00")).astimezone(timezone.utc)):
        review = models.ProctoredExamSoftwareSecureReview.objects.get(attempt_code=decision["attempt_code"])
        review.review_status = decision["review_status"]
        page = admin.ProctoredExamSoftwareSecureReviewAdmin(models.ProctoredExamSoftwareSecureReview, site)
        HistoryRequestMiddleware(lambda request: page.save_model(request, review, form=None, change=True))(Request())


def settle_defaults():
    """Let the fields for the last change fix their default before the clock is set.

    django-model-utils remembers the first default of such a field, and takes a
    row whose time equals it for one without a time. With a clock that stands
    still the first row written would be such a one; with a running one none is.
    """
    from django.apps import apps
    from model_utils.fields import AutoLastModifiedField

    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.fields:
            if isinstance(field, AutoLastModifiedField):
                field.get_default()


def main():
    """Take all decisions in order."""
    configure(sys.argv[1])
    from django.contrib.admin.sites import AdminSite
    from edx_proctoring.runtime import set_runtime_service
    from freezegun import freeze_time

    add_test_backend()
    for name in ("credit", "grades", "certificates", "instructor", "enrollments"):
        set_runtime_service(name, Platform())
    settle_defaults()
    decisions = json.load(sys.stdin)
    for decision in decisions:
        decide(decision, AdminSite(), freeze_time)
    print(json.dumps({"decided": len(decisions)}))


if __name__ == "__main__":
    main()
