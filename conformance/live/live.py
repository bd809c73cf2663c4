"""Performs calls of edx-proctoring's Python API on state databases, one after the other.

Reads JSON lines from standard input. {"open": PATH} goes on with another database;
any other line is a call {"function", "args", "kwargs", "now", "service"}, which is
performed at that time in a transaction of its own, and answered with one line in the
form of a recorded call: what came back or was raised, what the platform and the
proctoring services were asked, events, signals and mail. The platform and the services
answer by fixed rules; "service" says how the services behave. What edx-proctoring has
no function for is called as it is there: through its view or its management command.
"""
import contextlib
import copy
import json
import logging
import sys
import tempfile
import types
from datetime import datetime, timedelta, timezone
from unittest import mock

sys.path.insert(0, sys.argv[1])
import oracle  # noqa: E402  (it lies with the comparison of decisions)

BACKENDS = ("test", "plain", "software_secure", "null")


def plain(value):
    """A value as JSON has it."""
    from django.db.models import Model
    from rest_framework.response import Response
    if isinstance(value, Model):
        out = {"$model": value._meta.label, "id": value.pk}
        if hasattr(value, "username"):
            out["username"] = value.username
        return out
    if isinstance(value, Response):
        return {"status": value.status_code, "data": value.data}
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, timedelta):
        return {"$seconds": value.total_seconds()}
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if hasattr(value, "verified_name"):
        return {"verified_name": value.verified_name}
    return value


class Log:
    """What one call brought about."""

    def __init__(self):
        self.clear()

    def clear(self):
        """Begin with the next call."""
        self.services, self.backends, self.events, self.signals = [], [], [], []
        self.behaviour, self.codes = {}, 0

    def note(self, where, on, method, args, kwargs, answer):
        """Ask f for the answer and note the call with it."""
        entry = {"on": on, "method": method, "args": plain(args), "kwargs": plain(kwargs)}
        where.append(entry)
        try:
            result = answer()
        except Exception as err:
            entry["raises"] = {"$exception": type(err).__name__, "message": str(err)}
            raise
        entry["returns"] = plain(result)
        return result


LOG = Log()


class Service:
    """A service of the platform."""

    answers = {
        # A copy, as a database gives one: edx-proctoring writes its links into the answer.
        "get_credit_state": lambda user, *_a, **_k: copy.deepcopy(CREDIT.get(user)),
        "should_override_grade_on_rejected_exam": lambda *_a, **_k: True,
        "get_verified_name": lambda user, **_k: types.SimpleNamespace(verified_name="Verified Name") if user.id == 3 else None,
        "get_proctoring_escalation_email": lambda course, **_k: "help@course.example" if course.endswith("2026") else None,
        "is_course_staff": lambda user, _course, **_k: user.id == 2,
    }

    def __init__(self, name):
        self._name = name

    def __getattr__(self, method):
        answer = self.answers.get(method, lambda *_a, **_k: None)
        return lambda *args, **kwargs: LOG.note(LOG.services, self._name, method, args, kwargs, lambda: answer(*args, **kwargs))


def requirement(name, order, status):
    """One requirement of a course's credit, with what an LMS says besides."""
    return {"namespace": "proctored_exam", "name": name, "order": order, "status": status, "display_name": f"Exam {order}", "reason": {"score": order}}


CREDIT = {
    1: {"course_name": "Live", "profile_fullname": "Ada L", "student_email": "ada@example.com", "credit_requirement_status": [
        requirement("block-v1:edX+Live+2026+type@sequential+block@x1", 1, None),
        requirement("block-v1:edX+Live+2026+type@sequential+block@x2", 2, "failed")]},
    3: {"course_name": "Live", "profile_fullname": None, "student_email": None, "credit_requirement_status": [
        requirement("block-v1:edX+Live+2026+type@sequential+block@x2", 1, "declined")]},
    4: {"course_name": "Live", "profile_fullname": "", "student_email": "", "credit_requirement_status": []},
}


def add_backends():
    """The services of the comparison: each notes what it is told."""
    from django.apps import apps
    from edx_proctoring import exceptions
    from edx_proctoring.backends.null import NullBackendProvider
    from edx_proctoring.backends.software_secure import SoftwareSecureBackendProvider
    from edx_proctoring.statuses import SoftwareSecureReviewStatus

    def register(_exam, context):
        how = LOG.behaviour.get("register")
        if how == "error":
            raise exceptions.BackendProviderCannotRegisterAttempt("no", 503)
        if how:
            raise exceptions.BackendProviderOnboardingException(how)
        return "ext-" + context["attempt_code"]

    def retire(user):
        how = LOG.behaviour.get("retire")
        if how == "error":
            raise exceptions.BackendProviderCannotRetireUser("no")
        return None if how == "unsupported" else how != "refused"

    def remove(_exam, _attempt):
        how = LOG.behaviour.get("remove")
        if how == "error":
            raise exceptions.ProctoredBaseException("down")
        return how != "unconfirmed"

    answers = {
        "register_exam_attempt": register, "remove_exam_attempt": remove, "retire_user": retire,
        "on_exam_saved": lambda exam: exam.get("external_id") or f"exam-{exam['id']}",
        "get_javascript": lambda: "",
        "get_attempt": lambda attempt: {"download_url": f"https://get.example.com/{attempt['id']}" if attempt["id"] % 2 else None},
        "get_software_download_url": lambda: "https://get.example.com/all",
    }

    def method(name, of):
        def call(self, *args, **kwargs):
            return LOG.note(LOG.backends, of, name, args, kwargs, lambda: answers.get(name, lambda *_a, **_k: None)(*args, **kwargs))
        return call

    told = ("register_exam_attempt", "start_exam_attempt", "stop_exam_attempt", "mark_erroneous_exam_attempt", "remove_exam_attempt", "on_exam_saved",
            "get_javascript", "retire_user", "get_attempt", "get_software_download_url")
    backends = apps.get_app_config("edx_proctoring").backends
    backends.clear()
    for name in BACKENDS:
        base = SoftwareSecureBackendProvider if name == "software_secure" else NullBackendProvider
        body = {m: method(m, name) for m in told}
        body.update(verbose_name=name.title(), ping_interval=60, supports_onboarding=name == "test", has_dashboard=False,
                    __init__=lambda self: None, on_review_callback=lambda self, attempt, payload: payload, default_rules=None)
        if name == "plain":
            body["passing_statuses"] = (SoftwareSecureReviewStatus.clean,)
        if name == "software_secure":
            body["on_review_callback"] = SoftwareSecureBackendProvider.on_review_callback
        body["get_video_review_aes_key"] = lambda self: None
        backends[name] = type(name, (base,), body)()


class Tracker:
    """Takes the events."""

    def __init__(self):
        self.about = None

    def get_tracker(self):
        """The tracker is this one."""
        return self

    @contextlib.contextmanager
    def context(self, _name, context):
        """Events are emitted in a context."""
        self.about = context
        yield

    def emit(self, name, data):
        """Note an event."""
        LOG.events.append({"name": name, "context": plain(self.about), "data": plain(data)})


def attempt_of(code):
    """An attempt as the review callback hands it on."""
    from edx_proctoring import api, utils
    found, _ = utils.locate_attempt_by_attempt_code(code)
    return api.ProctoredExamStudentAttemptSerializer(found).data


class Refused(Exception):
    """A refusal of a view that is no exception of edx-proctoring."""


def through_view(name, method, data=None, may_fail=False, **where):
    """Call a view as user 2, who is staff; what it raises is raised, and not made an answer."""
    from django.contrib.auth import get_user_model
    from edx_proctoring import views
    from rest_framework.test import APIRequestFactory, force_authenticate

    def again(_self, exc):
        raise exc

    view = type(name, (getattr(views, name),), {"handle_exception": again})
    request = getattr(APIRequestFactory(), method)("/", data, format="json")
    force_authenticate(request, get_user_model().objects.get(id=2))
    response = view.as_view()(request, **where)
    if response.status_code >= 400 and not may_fail:
        raise Refused(str(response.status_code))
    return response


def reset_attempts(ids):
    """The management command, which reads the ids from a file and waits after each batch."""
    from edx_proctoring.management.commands import reset_attempts as command
    with tempfile.NamedTemporaryFile("w") as file, mock.patch.object(command.time, "sleep"):
        file.write("".join(f"{i}\n" for i in ids))
        file.flush()
        command.Command().handle(file_path=file.name, batch_size=300, sleep_time=0)


VIEWS = {
    "remove_exam_attempts": lambda exam, user: through_view("StudentProctoredExamResetAttempts", "delete", exam_id=exam, user_id=user) and None,
    "register_exams": lambda course, exams: [e["exam_id"] for e in through_view(
        "RegisterProctoredExamsView", "patch", exams, course_id=course).data],
    "retire_learner": lambda user: through_view("UserRetirement", "post", user_id=user) and None,
    "retire_at_services": lambda user: dict(through_view("BackendUserManagementAPI", "post", may_fail=True, user_id=user).data),
    "reset_attempts": reset_attempts,
}


def function(name):
    """The function of the API, and a change of its arguments."""
    if name in VIEWS:
        return VIEWS[name], lambda args, kwargs: (args, kwargs)
    from django.contrib.auth import get_user_model
    from edx_proctoring import api, views

    def user(ref):
        return get_user_model().objects.get(id=ref["id"])

    def with_users(args, kwargs):
        for key in ("requesting_user", "update_attributable_to"):
            if kwargs.get(key):
                kwargs[key] = user(kwargs[key])
        if name == "reset_practice_exam":
            args[2] = user(args[2])
        for key in ("timeout_timestamp", "due_date"):
            if kwargs.get(key):
                kwargs[key] = datetime.fromisoformat(kwargs[key].replace("Z", "+00:00"))
        return args, kwargs

    def reviewing(args, kwargs):
        return [attempt_of(args[0]), args[1]], kwargs

    def with_exam(args, kwargs):
        return [dict(api.get_exam_by_id(args[0]))] + args[1:], kwargs

    if name == "make_review":
        return views.BaseReviewCallback().make_review, reviewing
    if name in ("check_prerequisites", "get_total_allowed_time_for_exam", "is_exam_passed_due"):
        return getattr(api, name), with_exam
    return getattr(api, name), with_users


def perform(call, frozen):
    """Perform one call and answer it."""
    import crum
    from django.core import mail
    from django.db import transaction
    from django.test import RequestFactory

    LOG.clear()
    LOG.behaviour = call.get("service") or {}
    mail.outbox = []
    frozen.move_to(call["now"])
    crum.set_current_request(RequestFactory().get("/"))
    out = {"kind": "python", "now": call["now"], "request": {"function": "api." + call["function"], "args": call["args"], "kwargs": call["kwargs"]}}
    try:
        do, prepare = function(call["function"])
        args, kwargs = prepare(json.loads(json.dumps(call["args"])), json.loads(json.dumps(call["kwargs"])))
        out["request"]["args"], out["request"]["kwargs"] = plain(args), plain(kwargs)
        with transaction.atomic():
            out["result"] = plain(do(*args, **kwargs))
        if call["function"] == "get_exam_attempt_data":
            out["result"]["accessibility_time_string"] = "<text>"
    except Exception as err:  # noqa: BLE001  (whatever it is, it is the answer)
        LOG.events, LOG.signals, mail.outbox = [], [], []
        out["raises"] = {"class": type(err).__name__, "message": str(err)}
    out.update(service_calls=LOG.services, backend_calls=LOG.backends, events=LOG.events, signals=LOG.signals,
               emails=[{"subject": m.subject} for m in mail.outbox])
    return out


def main():
    """Answer line by line."""
    urls = types.ModuleType("live_urls")
    sys.modules["live_urls"] = urls
    oracle.configure(":memory:")
    from django.conf import settings
    from django.db import connection
    from django.http import HttpResponse
    from django.urls import include, path, re_path
    import rules as django_rules
    from edx_proctoring import api, utils
    from edx_proctoring.runtime import set_runtime_service
    from edx_proctoring.signals import exam_attempt_status_signal
    from freezegun import freeze_time

    logging.disable(logging.CRITICAL)
    for permission in ("edx_proctoring.can_take_proctored_exam", "accounts.can_retire_user"):  # the LMS's own
        django_rules.add_perm(permission, django_rules.always_true)
    settings.ROOT_URLCONF = "live_urls"
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.AUTHENTICATION_BACKENDS = ["rules.permissions.ObjectPermissionBackend"]
    settings.PROCTORING_BACKENDS = {"DEFAULT": "test"}
    settings.HTTPS = "off"
    settings.SITE_NAME = "localhost:8000"
    settings.PROCTORING_USER_OBFUSCATION_KEY = "SHHHHHH"
    urls.urlpatterns = [
        path("", include("edx_proctoring.urls")),
        re_path(r"^courses/(?P<course>[^/]+)/jump_to/(?P<block>.+)$", lambda *_a, **_k: HttpResponse(), name="jump_to"),
    ]
    add_backends()
    for name in ("credit", "grades", "certificates", "instructor", "enrollments", "name_affirmation"):
        set_runtime_service(name, Service(name))
    exam_attempt_status_signal.connect(
        lambda sender, signal, **kwargs: LOG.signals.append({"kwargs": plain(kwargs)}), weak=False)
    oracle.settle_defaults()
    utils.tracker = Tracker()

    def code():
        LOG.codes += 1
        return f"code-{datetime.now(timezone.utc):%Y%m%d%H%M%S%f}-{LOG.codes}"

    with freeze_time("2026-01-01") as frozen, mock.patch.object(api.uuid, "uuid4", code):
        for line in sys.stdin:
            call = json.loads(line)
            if "open" in call:
                connection.close()
                connection.settings_dict["NAME"] = call["open"]
                answer = {"opened": call["open"]}
            else:
                answer = perform(call, frozen)
            print(json.dumps(answer), flush=True)


main()
