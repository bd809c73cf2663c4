"""Serves edx-proctoring's REST API on a state database, as an LMS does: JWT sign-in, one
transaction a request, history with who acts. The arguments are the database and the key of
the tokens. The port is printed. The header X-Now of a request is the time at which it is
answered. A request for /reset goes on with a copy of the database beside it whose name ends in
.blank.
"""
import json
import logging
import shutil
import socketserver
import sys
import types
from datetime import datetime, timezone
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.conf import settings

sys.path.insert(0, str(Path(__file__).parent.parent / "admin"))
import oracle  # noqa: E402  (it lies beside)

COURSE = r"(?P<course_id>[^/+]+(/|\+)[^/+]+(/|\+)[^/?]+)"


def configure(path, key, **database):
    """As small as an LMS round edx-proctoring can be; database are more settings of it."""
    settings.configure(
        SECRET_KEY="synthetic", DEBUG=False, ALLOWED_HOSTS=["*"], PROCTORING_USER_OBFUSCATION_KEY="synthetic",
        USE_TZ=True, TIME_ZONE="UTC", LANGUAGE_CODE="en", DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        SITE_ID=1, SITE_NAME="lms.example.com", PLATFORM_NAME="Example", FEATURES={}, HTTPS="on",
        LEARNING_MICROFRONTEND_URL="https://learning.example.com", DEFAULT_FROM_EMAIL="no-reply@example.com",
        CONTACT_EMAIL="help@example.com", EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
        ROOT_URLCONF="lms_urls", ENV_ROOT="/", WEBPACK_LOADER={}, COURSE_ID_PATTERN=COURSE,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "ATOMIC_REQUESTS": True, **database}},
        INSTALLED_APPS=(
            "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
            "django.contrib.sites", "django.contrib.messages", "rest_framework", "simple_history",
            "rules.apps.AutodiscoverRulesConfig", "edx_proctoring", "edx_when", "waffle",
        ),
        MIDDLEWARE=(
            "crum.CurrentRequestUserMiddleware", "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware", "django.contrib.messages.middleware.MessageMiddleware",
            "edx_rest_framework_extensions.auth.jwt.middleware.JwtAuthCookieMiddleware",
            "simple_history.middleware.HistoryRequestMiddleware",
        ),
        AUTHENTICATION_BACKENDS=("rules.permissions.ObjectPermissionBackend", "django.contrib.auth.backends.ModelBackend"),
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {"context_processors": [
            "django.contrib.auth.context_processors.auth", "django.contrib.messages.context_processors.messages",
            "django.template.context_processors.request"]}}],
        JWT_AUTH={
            "JWT_ISSUER": "lms", "JWT_AUDIENCE": "desk", "JWT_SECRET_KEY": key, "JWT_ALGORITHM": "HS256", "JWT_VERIFY_AUDIENCE": False,
            "JWT_ISSUERS": [{"ISSUER": "lms", "AUDIENCE": "desk", "SECRET_KEY": key}], "JWT_SUPPORTED_VERSION": "1.2.0",
            "JWT_LEEWAY": 1, "JWT_VERIFY_EXPIRATION": True, "JWT_AUTH_HEADER_PREFIX": "JWT", "JWT_AUTH_COOKIE": "edx-jwt-cookie",
            "JWT_PUBLIC_SIGNING_JWK_SET": None,
            "JWT_AUTH_COOKIE_HEADER_PAYLOAD": "edx-jwt-cookie-header-payload", "JWT_AUTH_COOKIE_SIGNATURE": "edx-jwt-cookie-signature",
            "JWT_PAYLOAD_GET_USERNAME_HANDLER": lambda claims: claims.get("preferred_username"),
            "JWT_DECODE_HANDLER": "edx_rest_framework_extensions.auth.jwt.decoder.jwt_decode_handler",
        },
        REST_FRAMEWORK={"LIST_SERIALIZER_ERRORS_AS_DICT": False}, EDX_DRF_EXTENSIONS={"JWT_PAYLOAD_USER_ATTRIBUTE_MAPPING": {}},
        PROCTORING_BACKENDS={"DEFAULT": "test", "null": {}, "mock": {}, "software_secure": {
            "secret_key_id": "synthetic", "secret_key": "synthetic", "crypto_key": "123456789123456712345678",
            "exam_register_endpoint": "https://vendor.example.com", "organization": "example", "exam_sponsor": "example",
            "software_download_url": "https://vendor.example.com", "video_review_aes_key": "000102030405060708090a0b0c0d0e0f"}},
        PROCTORING_SETTINGS={"LINK_URLS": {"faq": "https://faq.example.com"}}, PROCTORED_EXAM_VIEWABLE_PAST_DUE=True,
    )
    django.setup()


class Enrollments:
    """Who is enrolled, as the platform's table has it."""

    def get_enrollments_can_take_proctored_exams(self, course_id, text_search=None):
        """Enrolments that can take proctored exams, by a part of username or e-mail."""
        from django.contrib.auth import get_user_model
        from django.db import connection
        from django.db.models import Q

        with connection.cursor() as cursor:
            cursor.execute("select user_id, mode from student_courseenrollment where course_id = %s and is_active and mode <> 'audit' order by id", [str(course_id)])
            found = cursor.fetchall()
        users = get_user_model().objects.all()
        if text_search:
            users = users.filter(Q(username__icontains=text_search) | Q(email__icontains=text_search))
        known = {user.id: user for user in users}
        return [types.SimpleNamespace(user=known[user], mode=mode) for user, mode in found if user in known]


class Everything:
    """A set that holds everything, and a mapping in which everything begins on one day."""

    def __contains__(self, _key):
        return True

    def get(self, _key):
        """When a sequence opens."""
        return types.SimpleNamespace(effective_start=datetime(2026, 11, 1, tzinfo=timezone.utc), due_date=None)


class Outlines:
    """A course of which a learner sees everything."""

    def get_user_course_outline_details(self, *_args):
        """Every sequence is open."""
        return types.SimpleNamespace(outline=types.SimpleNamespace(accessible_sequences=Everything()),
                                     schedule=types.SimpleNamespace(sequences=Everything(), course_end=None))


class Instructor(oracle.Platform):
    """Who is staff of a course, as the platform's table has it."""

    def is_course_staff(self, user, course_id):
        """A row of the course's roles."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("select 1 from student_courseaccessrole where user_id = %s and course_id = %s and role in ('staff', 'instructor')", [user.id, str(course_id)])
            return cursor.fetchone() is not None


class InOrder(set):
    """A set that goes through its members in the order in which they came, numbers first and by
    their value. Python's own order differs from run to run; this is one that it could have, and
    examdesk's."""

    def __init__(self, members=()):
        self.came = list(members)
        super().__init__(self.came)

    def add(self, member):
        """One more, at the end."""
        self.came.append(member)
        super().add(member)

    def __iter__(self):
        return iter(sorted(dict.fromkeys(self.came), key=lambda m: int(m) if str(m).isdigit() else 10**9))


def fix_order():
    """Let edx-proctoring grant allowances in bulk in the order of the request."""
    from edx_proctoring import api

    api.set = InOrder


def add_service():
    """The service `test`, which has onboarding and gives an attempt an id made of exam and time."""
    from django.apps import apps
    from django.utils import timezone
    from edx_proctoring.backends.null import NullBackendProvider

    class Service(NullBackendProvider):
        """A service that accepts everything."""
        verbose_name = "Unknown"
        supports_onboarding = True
        ping_interval = 60
        tech_support_email = tech_support_phone = learner_notification_from_email = help_center_article_url = ""

        def register_exam_attempt(self, exam, context):
            """The id of an attempt."""
            return f"e{exam['id']}-{int(timezone.now().timestamp())}"

        def get_instructor_url(self, _course, user, exam_id=None, attempt_id=None, show_configuration_dashboard=False, encrypted_video_review_url=None):
            """An address that tells everything that the service is told."""
            if attempt_id == "unknown":
                return None
            return f"https://vendor.example.com/{user['id']}/{user['email']}/{exam_id or ''}/{attempt_id or ''}/{str(show_configuration_dashboard).lower()}"

        def on_review_callback(self, attempt, payload):
            """The payload is in the standard form."""
            return payload

    apps.get_app_config("edx_proctoring").backends["test"] = Service()


def routes():
    """edx-proctoring under /api/, and where it sends people."""
    from django.http import HttpResponse
    from django.urls import include, path, re_path

    urls = types.ModuleType("lms_urls")
    urls.urlpatterns = [
        path("api/", include("edx_proctoring.urls", namespace="edx_proctoring")),
        re_path(rf"^courses/{COURSE}/jump_to/(?P<location>.*)$", lambda request, **_parts: HttpResponse("jump_to"), name="jump_to"),
    ]
    sys.modules["lms_urls"] = urls


def methods_of(view):
    """The methods that a view has; Django's own view of a launch takes GET."""
    cls = getattr(view, "view_class", None) or getattr(view, "cls", None)
    if cls is None:
        return ["GET"]
    return sorted(m.upper() for m in ("get", "post", "put", "patch", "delete") if hasattr(cls, m))


def known_routes():
    """edx-proctoring's own routes by name, with their methods."""
    from edx_proctoring import urls

    return {pattern.name: methods_of(pattern.callback) for pattern in urls.urlpatterns if getattr(pattern, "name", None)}


class Server(socketserver.ThreadingMixIn, WSGIServer):
    """One thread for each connection that is kept open."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Keeps connections open, and says nothing of requests."""

    protocol_version = "HTTP/1.0"

    def log_message(self, *_args):
        """Nothing."""


def application(path, key, **database):
    """edx-proctoring on a database, as a WSGI application."""
    configure(path, key, **database)
    routes()
    from django.core.handlers.wsgi import WSGIHandler
    from edx_proctoring.runtime import set_runtime_service

    logging.disable(logging.CRITICAL)
    add_service()
    fix_order()
    for name in ("credit", "grades", "certificates"):
        set_runtime_service(name, oracle.Platform())
    set_runtime_service("instructor", Instructor())
    set_runtime_service("enrollments", Enrollments())
    set_runtime_service("learning_sequences", Outlines())
    from django.contrib.auth import get_user_model

    get_user_model().profile = property(lambda user: types.SimpleNamespace(name=""))
    oracle.settle_defaults()
    return WSGIHandler()


def main():
    """Serve until the caller ends the process."""
    path, key = sys.argv[1:]
    handler = application(path, key)
    from django.db import connections
    from freezegun import freeze_time

    def answer(environ, start):
        if environ["PATH_INFO"] == "/reset":
            connections.close_all()
            for of in ("-wal", "-shm", "-journal"):
                Path(path + of).unlink(missing_ok=True)
            shutil.copy(path + ".blank", path)
            start("200 OK", [])
            return [b""]
        if environ["PATH_INFO"] == "/routes":
            start("200 OK", [])
            return [json.dumps(known_routes()).encode()]
        with freeze_time(environ.get("HTTP_X_NOW")):
            return [b"".join(handler(environ, start))]

    with make_server("127.0.0.1", 0, answer, Server, Quiet) as server:
        print(server.server_port, flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
