"""What edx-proctoring tells and asks: the platform's services, the proctoring services, mail and
events. Each writes what it was told into campus_told, in the transaction of the request.
"""
import datetime as dt
import functools
import json
import types
import uuid

import rules
from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from edx_proctoring.backends.rest import BaseRestProctoringProvider
from edx_proctoring.backends.software_secure import SoftwareSecureBackendProvider
from edx_proctoring.backends.tests.test_backend import TestBackendProvider
from edx_proctoring.runtime import set_runtime_service
from eventtracking import tracker
from eventtracking.tracker import Tracker

STAFF_ROLES = ("staff", "instructor")


def spelled(value):
    """A value that JSON does not know."""
    if hasattr(value, "_meta"):
        return {"id": value.pk, "username": getattr(value, "username", "")}
    return value.isoformat() if isinstance(value, dt.datetime) else str(value)


def tell(who, what, **about):
    """Write down that somebody was told something."""
    from campus.models import Told

    Told.objects.create(who=who, what=what, about=json.dumps(about, default=spelled, ensure_ascii=False))


def telling(who, names):
    """A class whose methods of these names are written down when they have answered."""
    def of(cls):
        for name in names:
            setattr(cls, name, written(who, name, getattr(cls, name)))
        return cls
    return of


def written(who, name, method):
    """A method that is written down."""
    @functools.wraps(method)
    def call(self, *args, **named):
        answer = method(self, *args, **named)
        tell(who, name, args=args, named=named, answer=answer)
        return answer
    return call


def org_of(course_id):
    """The organisation of a course."""
    return str(course_id).partition(":")[2].replace("/", "+").partition("+")[0]


def has_role(user, course_id, roles=STAFF_ROLES):
    """Whether somebody has a role in a course, or in all of its organisation's."""
    from campus.models import CourseAccessRole

    held = CourseAccessRole.objects.filter(user_id=user.id, role__in=roles)
    return held.filter(course_id=str(course_id)).exists() or held.filter(course_id="", org=org_of(course_id)).exists()


@telling("credit", ("set_credit_requirement_status", "remove_credit_requirement_status"))
class Credit:
    """Knows who is enrolled how; is told of requirements."""

    def get_credit_state(self, user_id, course_key, return_course_info=False):
        """What is known of a learner in a course; None where nothing is."""
        from campus.models import CourseEnrollment, CourseOverview, User

        user = User.objects.select_related("profile").filter(id=user_id).first()
        enrolled = CourseEnrollment.objects.filter(user_id=user_id, course_id=str(course_key), is_active=True).first()
        if user is None or enrolled is None:
            return None
        state = {"enrollment_mode": enrolled.mode, "profile_fullname": user.profile.name, "student_email": user.email,
                 "is_credit_course": True, "credit_requirement_status": []}
        if return_course_info:
            course = CourseOverview.objects.filter(id=str(course_key)).first()
            state["course_name"] = course.display_name if course else str(course_key)
        return state

    def set_credit_requirement_status(self, user_id, course_key_or_id, req_namespace, req_name, status="satisfied", reason=None):
        """Nothing but being told."""

    def remove_credit_requirement_status(self, user_id, course_key_or_id, req_namespace, req_name):
        """Nothing but being told."""


@telling("instructor", ("delete_student_attempt", "complete_student_attempt", "send_support_notification"))
class Instructor:
    """Knows who is staff; is told what becomes of a learner's state."""

    def is_course_staff(self, user, course_id):
        """Staff of a course, or of the whole platform."""
        return user.is_staff or has_role(user, course_id)

    def get_proctoring_escalation_email(self, _course_key):
        """No course has one."""

    def delete_student_attempt(self, student_identifier, course_id, content_id, requesting_user):
        """Nothing but being told."""

    def complete_student_attempt(self, user_identifier, content_id):
        """Nothing but being told."""

    def send_support_notification(self, course_id, exam_name, student_username, review_status, review_url=None):
        """Nothing but being told."""


@telling("grades", ("override_subsection_grade", "undo_override_subsection_grade"))
class Grades:
    """Is told to set a grade to nothing, and to leave it again."""

    def should_override_grade_on_rejected_exam(self, _course_key):
        """As the setting says, for every course."""
        return settings.CAMPUS_OVERRIDES

    def override_subsection_grade(self, *args, **named):
        """Nothing but being told."""

    def undo_override_subsection_grade(self, *args, **named):
        """Nothing but being told."""


@telling("certificates", ("invalidate_certificate",))
class Certificates:
    """Is told to invalidate one."""

    def invalidate_certificate(self, user_id, course_key_or_id):
        """Nothing but being told."""
        return True


class Enrollments:
    """Who may take proctored exams: who is enrolled otherwise than to listen."""

    def get_enrollments_can_take_proctored_exams(self, course_id, text_search=None):
        """Enrolments, by a part of user name or e-mail."""
        from campus.models import CourseEnrollment
        from django.db.models import Q

        found = CourseEnrollment.objects.filter(course_id=str(course_id), is_active=True).exclude(mode="audit").select_related("user", "user__profile")
        if text_search:
            found = found.filter(Q(user__username__icontains=text_search) | Q(user__email__icontains=text_search))
        return found.order_by("user__username")


class Everything:
    """All blocks of a course, each open for a month."""

    def __contains__(self, _key):
        return True

    def get(self, _key, _otherwise=None):
        """When a block opened."""
        return types.SimpleNamespace(effective_start=dt.datetime.now(dt.timezone.utc) - dt.timedelta(days=30), due_date=None)


class Outlines:
    """A course of which everything is open."""

    def get_user_course_outline(self, *_args):
        """What a learner sees of it."""
        return types.SimpleNamespace(accessible_sequences=Everything())

    def get_user_course_outline_details(self, *_args):
        """The same, with its dates."""
        return types.SimpleNamespace(outline=self.get_user_course_outline(), schedule=types.SimpleNamespace(sequences=Everything(), course_end=None))


class Mail(BaseEmailBackend):
    """A mailbox that is read in campus_told."""

    def send_messages(self, messages):
        """Write them down."""
        for one in messages:
            tell("mail", one.subject[:96], to=one.to, sender=one.from_email, body=one.body)
        return len(messages)


class Events(Tracker):
    """The event log."""

    def emit(self, name=None, data=None):
        """Write an event down."""
        tell("event", name[:96], context=self.resolve_context(), data=data)


TO_A_VENDOR = ("register_exam_attempt", "start_exam_attempt", "stop_exam_attempt", "mark_erroneous_exam_attempt", "remove_exam_attempt",
               "on_exam_saved", "retire_user")


@telling("test", TO_A_VENDOR)
class Test(TestBackendProvider):
    """The service that edx-proctoring's own tests have, with an id for each attempt."""

    verbose_name = "Test service"

    def register_exam_attempt(self, exam, context):
        """A new id."""
        return f"T{uuid.uuid4().hex[:20]}"


@telling("software_secure", TO_A_VENDOR)
class Secure(SoftwareSecureBackendProvider):
    """PSI's service, registered at the harness's vendor."""


@telling("proctorly", TO_A_VENDOR)
class Proctorly(BaseRestProctoringProvider):
    """A service that speaks the REST protocol; the harness's vendor answers for it."""

    base_url, verbose_name, timeout = settings.CAMPUS_VENDOR, "Proctorly", 5


def install():
    """Give edx-proctoring all of them."""
    from django.apps import apps

    backends = apps.get_app_config("edx_proctoring").backends
    backends["test"] = Test()
    backends["software_secure"] = Secure(**settings.PROCTORING_BACKENDS["software_secure"])
    backends["proctorly"] = Proctorly("fake-client", "fake-client-secret")
    for name, service in {"credit": Credit(), "instructor": Instructor(), "grades": Grades(), "certificates": Certificates(),
                          "enrollments": Enrollments(), "learning_sequences": Outlines()}.items():
        set_runtime_service(name, service)
    tracker.register_tracker(Events())
    for name, rule in (("accounts.can_retire_user", rules.is_staff), ("edx_proctoring.can_take_proctored_exam", rules.is_authenticated)):
        if not rules.perm_exists(name):
            rules.add_perm(name, rule)
