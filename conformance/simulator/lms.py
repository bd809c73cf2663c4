"""A small LMS: edx-proctoring's own backends, API and views on a fresh database.

The arguments are the database, the address of the proctoring service, and the
settings of PROCTORING_BACKENDS as JSON. Prints its own address, then answers one
JSON line for each line of standard input: {"do": NAME, …}. What it raises is an
answer too: {"raised": CLASS, "text": …, "status": …}.
"""
import json
import logging
import sys
import threading
import time
import types
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

sys.path.insert(0, str(Path(__file__).parent.parent / "admin"))
import oracle  # noqa: E402  (it lies beside)

COURSE = "course-v1:edX+Demo+2026"
ISSUER = {"ISSUER": "https://lms.example.com/oauth2", "SECRET_KEY": "synthetic key of the tokens of a test LMS",
          "AUDIENCE": "synthetic-audience"}
CLIENT = ("synthetic-lms-client", "synthetic secret of the LMS")
REST = "examdesk_mock"


class Server(ThreadingMixIn, WSGIServer):
    """Serves each request in a thread of its own."""
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Writes no log."""

    def log_message(self, *_args):
        """Nothing is logged."""


def configure(database, port, backends):
    """Set up Django as small as edx-proctoring's views permit."""
    import django
    from django.conf import settings

    settings.configure(
        SECRET_KEY="synthetic", PROCTORING_USER_OBFUSCATION_KEY="synthetic", USE_TZ=True, TIME_ZONE="UTC", LANGUAGE_CODE="en",
        DEFAULT_AUTO_FIELD="django.db.models.AutoField", SITE_ID=1, HTTPS="off", SITE_NAME=f"127.0.0.1:{port}", PLATFORM_NAME="Example",
        ALLOWED_HOSTS=["127.0.0.1"], FEATURES={}, LEARNING_MICROFRONTEND_URL="https://learning.example.com", LMS_ROOT_URL=f"http://127.0.0.1:{port}",
        DEFAULT_FROM_EMAIL="no-reply@example.com", CONTACT_EMAIL="help@example.com", EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
        ROOT_URLCONF="lms_urls", ENV_ROOT="/", WEBPACK_LOADER={}, COURSE_ID_PATTERN=r"(?P<course_id>[^/+]+(/|\+)[^/+]+(/|\+)[^/?]+)",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database, "OPTIONS": {"timeout": 30}}},
        INSTALLED_APPS=(
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.sites", "rest_framework",
            "edx_proctoring", "edx_when", "waffle", "rules.apps.AutodiscoverRulesConfig",
        ),
        AUTHENTICATION_BACKENDS=("rules.permissions.ObjectPermissionBackend", "django.contrib.auth.backends.ModelBackend"),
        MIDDLEWARE=(
            "edx_django_utils.cache.middleware.RequestCacheMiddleware", "crum.CurrentRequestUserMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware", "waffle.middleware.WaffleMiddleware",
        ),
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        JWT_AUTH={
            "JWT_ISSUERS": [ISSUER], "JWT_SECRET_KEY": ISSUER["SECRET_KEY"], "JWT_ISSUER": ISSUER["ISSUER"], "JWT_AUDIENCE": ISSUER["AUDIENCE"],
            "JWT_VERIFY_AUDIENCE": True, "JWT_ALGORITHM": "HS256", "JWT_AUTH_HEADER_PREFIX": "JWT",
            "JWT_PAYLOAD_GET_USERNAME_HANDLER": lambda claims: claims.get("preferred_username"),
            "JWT_DECODE_HANDLER": "edx_rest_framework_extensions.auth.jwt.decoder.jwt_decode_handler",
        },
        PROCTORING_BACKENDS=backends, PROCTORING_SETTINGS={},
    )
    sys.modules["lms_urls"] = types.ModuleType("lms_urls")
    sys.modules["lms_urls"].urlpatterns = []
    django.setup()


def token(request):
    """Grant a token as the platform's /oauth2/access_token does."""
    import jwt
    from django.http import JsonResponse

    if (request.POST.get("client_id"), request.POST.get("client_secret")) != CLIENT or request.POST.get("grant_type") != "client_credentials":
        return JsonResponse({"error": "invalid_client"}, status=401)
    now = int(time.time())
    claims = {"iss": ISSUER["ISSUER"], "aud": ISSUER["AUDIENCE"], "iat": now, "exp": now + 3600, "preferred_username": "mock_service",
              "email": "mock@example.com", "scopes": ["read", "write"], "version": "1.2.0", "sub": "synthetic"}
    return JsonResponse({"access_token": jwt.encode(claims, ISSUER["SECRET_KEY"], algorithm="HS256"), "expires_in": 3600, "token_type": "JWT"})


def mount():
    """Hang edx-proctoring's URLs under /api/, where the platform has them."""
    from django.http import HttpResponse
    from django.urls import include, path, re_path
    from django.views.decorators.csrf import csrf_exempt

    sys.modules["lms_urls"].urlpatterns = [
        path("api/", include("edx_proctoring.urls")),
        path("oauth2/access_token", csrf_exempt(token)),
        re_path(r"^courses/(?P<course>[^/]+)/jump_to/(?P<content>.*)$", lambda *_args, **_kwargs: HttpResponse("the exam"), name="jump_to"),
    ]


class Credit(oracle.Platform):
    """The credit service, which knows the learner's name."""

    def __init__(self):
        self.name = ""

    def get_credit_state(self, *_args, **_kwargs):
        """What the platform says of the learner, who takes no credit course."""
        return {"profile_fullname": self.name, "student_email": "learner@example.com", "enrollment_mode": "verified",
                "is_credit_course": False, "credit_requirement_status": []}


class Desk:
    """What can be asked for; each method is a command."""

    def __init__(self, service, backends):
        from django.apps import apps
        from django.contrib.auth.models import Group, User
        from edx_proctoring import runtime
        from edx_proctoring.backends.rest import BaseRestProctoringProvider

        class Provider(BaseRestProctoringProvider):
            """A REST service, as a package for one would define it."""
            base_url = service
            verbose_name = "Mock"
            npm_module = "none"

            def get_javascript(self):
                """No bundle is built here."""
                return ""

        self.provider_class = Provider
        self.backends = backends
        options = backends[REST]
        apps.get_app_config("edx_proctoring").backends[REST] = Provider(client_id=options["client_id"], client_secret=options["client_secret"])
        self.app = apps.get_app_config("edx_proctoring")
        self.credit = Credit()
        for name in ("grades", "certificates", "instructor", "enrollments"):
            runtime.set_runtime_service(name, oracle.Platform())
        runtime.set_runtime_service("credit", self.credit)
        mock = User.objects.create(username="mock_service", email="mock@example.com")
        for backend in (REST, "software_secure"):
            mock.groups.add(Group.objects.get_or_create(name=f"{backend}_review")[0])
        User.objects.create(username="reviewer", email="reviewer@example.com", is_staff=True)
        self.users = 0

    def exam(self, backend, name="Midterm", is_practice=False):
        """Make a proctored exam; saving it tells the service."""
        from edx_proctoring import api

        self.users += 1
        exam_id = api.create_exam(COURSE, f"block{self.users}", name, 90, is_proctored=True, is_practice_exam=is_practice, backend=backend)
        return {"id": exam_id, "external_id": api.get_exam_by_id(exam_id)["external_id"]}

    def policy(self, exam, text, learner=None):
        """Give an exam a review policy, or a learner an exception from it."""
        from edx_proctoring.models import ProctoredExamReviewPolicy, ProctoredExamStudentAllowance

        if learner is None:
            ProctoredExamReviewPolicy.objects.create(proctored_exam_id=exam, review_policy=text, set_by_user_id=1)
            return None
        ProctoredExamStudentAllowance.objects.create(
            proctored_exam_id=exam, user_id=learner, key=ProctoredExamStudentAllowance.REVIEW_POLICY_EXCEPTION[0], value=text)
        return None

    def learner(self, name):
        """Make a learner of a full name."""
        from django.contrib.auth.models import User

        self.users += 1
        self.credit.name = name
        return User.objects.create(username=f"learner{self.users}", email=f"learner{self.users}@example.com").id

    def attempt(self, exam, learner):
        """Create an attempt; the service is told of it."""
        from edx_proctoring import api

        return self.state(api.create_exam_attempt(exam, learner, taking_as_proctored=True))

    def state(self, attempt):
        """Where an attempt and its review stand."""
        from edx_proctoring.models import ProctoredExamSoftwareSecureReview, ProctoredExamStudentAttempt

        row = ProctoredExamStudentAttempt.objects.get(id=attempt)
        review = ProctoredExamSoftwareSecureReview.get_review_by_attempt_code(row.attempt_code)
        out = {"id": row.id, "attempt_code": row.attempt_code, "external_id": row.external_id, "status": row.status, "review": None}
        if review:
            out["review"] = {
                "status": review.review_status, "reviewed_by": review.reviewed_by.email if review.reviewed_by else None,
                "has_video": bool(review.encrypted_video_url),
                "comments": [[c.comment, c.status, c.start_time, c.stop_time, c.duration]
                             for c in review.proctoredexamsoftwaresecurecomment_set.order_by("id")]}
        return out

    def move(self, attempt, status):
        """Set an attempt's status, as the learner does by going on."""
        from edx_proctoring import api

        api.update_attempt_status(attempt, status)
        return self.state(attempt)

    def remove(self, attempt):
        """Remove an attempt, which tells the service."""
        from django.contrib.auth.models import User
        from edx_proctoring import api

        api.remove_exam_attempt(attempt, requesting_user=User.objects.get(username="reviewer"))

    def psi(self, exam, context, **other):
        """Register by software_secure's own provider, with settings of one's own."""
        from edx_proctoring.backends.software_secure import SoftwareSecureBackendProvider

        return SoftwareSecureBackendProvider(**{**self.backends["software_secure"], **other}).register_exam_attempt(exam, context)

    def rest(self, method, args=(), kwargs=None, secret=None):
        """Call a method of the REST provider."""
        provider = self.app.backends[REST]
        if secret is not None:
            provider = self.provider_class(client_id="another-client", client_secret=secret)
        return getattr(provider, method)(*args, **(kwargs or {}))


def answer(desk, line):
    """Do one command."""
    question = json.loads(line)
    name = question.pop("do")
    try:
        return {"ok": getattr(desk, name)(**question)}
    except Exception as exc:  # what is raised is what is asked for
        status = getattr(exc, "http_status", None)
        if status is None and getattr(exc, "response", None) is not None:
            status = exc.response.status_code
        return {"raised": type(exc).__name__, "text": str(exc), "status": status}


def main():
    """Serve, say where, and answer until standard input ends."""
    database, service, backends = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
    logging.disable(logging.CRITICAL)
    server = make_server("127.0.0.1", 0, None, server_class=Server, handler_class=Quiet)
    configure(database, server.server_port, backends)
    mount()
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    call_command("migrate", verbosity=0)
    server.set_app(get_wsgi_application())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    desk = Desk(service, backends)
    print(json.dumps(f"http://127.0.0.1:{server.server_port}"), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(desk, line), default=str), flush=True)


main()
