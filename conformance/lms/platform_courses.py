"""The platform's answers about courses: which there are, their exams and their learners."""
from campus.models import CourseAccessRole, CourseEnrollment, CourseOverview, User
from django.conf import settings
from django.core.cache import caches
from django.db.models import Q
from edx_proctoring.models import ProctoredExam
from edx_rest_framework_extensions.paginators import NamespacedPageNumberPagination
from opaque_keys import InvalidKeyError
from opaque_keys.edx.keys import CourseKey
from platform_people import PlatformView
from rest_framework.exceptions import NotFound, PermissionDenied, ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.throttling import UserRateThrottle

from services import has_role


class CourseThrottle(UserRateThrottle):
    """So many requests a minute, more for staff; the worker processes count together."""

    scope = "courses_user"
    cache = caches["throttle"]

    def allow_request(self, request, view):
        """Whether this one may."""
        if request.user.is_staff:
            self.scope = "courses_staff"
            self.num_requests, self.duration = self.parse_rate(settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"][self.scope])
        return super().allow_request(request, view)


class Pages(NamespacedPageNumberPagination):
    """Pages of courses, with what there is about pages in a part of its own."""

    page_size = 10
    page_size_query_param = "page_size"
    max_page_size = 100


class IdPages(PageNumberPagination):
    """Pages of courses' ids."""

    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 1000

    def get_paginated_response(self, data):
        """With the pagination in a part of its own, as the platform has it."""
        return Response({
            "pagination": {"next": self.get_next_link(), "previous": self.get_previous_link(), "count": self.page.paginator.count,
                           "num_pages": self.page.paginator.num_pages},
            "results": data,
        })


def asked_for(request):
    """Whose courses are asked for: their own, or anybody's by staff."""
    name = request.query_params.get("username", "")
    if name and name != request.user.username and not request.user.is_staff:
        raise PermissionDenied()
    return User.objects.filter(username=name).first() if name else None


def with_role(courses, user, role):
    """The courses in which somebody has a role of their own: roles in a whole organisation
    are passed over, as the platform does.
    """
    if user.is_staff:
        return courses
    held = CourseAccessRole.objects.filter(user_id=user.id, role=role).exclude(course_id="")
    return courses.filter(id__in=list(held.values_list("course_id", flat=True)))


class CourseIds(PlatformView):
    """GET courses/v1/course_ids/."""

    throttle_classes = (CourseThrottle,)

    def get(self, request):
        """The ids of the courses in which somebody has a role."""
        if "username" not in request.query_params:
            raise ValidationError({"username": ["This field is required."]})
        user, courses = asked_for(request), CourseOverview.objects.order_by("id")
        if user is None:
            raise NotFound()
        if role := request.query_params.get("role"):
            courses = with_role(courses, user, role)
        pages = IdPages()
        return pages.get_paginated_response([c.id for c in pages.paginate_queryset(courses, request, self)])


class Courses(PlatformView):
    """GET courses/v1/courses/."""

    throttle_classes = (CourseThrottle,)

    def get(self, request):
        """The courses that somebody may see, with their names."""
        user, courses, ask = asked_for(request), CourseOverview.objects.order_by("id"), request.query_params
        if "staff" in ask.get("permissions", "").split(","):
            courses = with_role(courses, user or request.user, "staff")
        if org := ask.get("org"):
            courses = courses.filter(org=org)
        if keys := ask.getlist("course_keys"):
            courses = courses.filter(id__in=[one for part in keys for one in part.split(",")])
        pages = Pages()
        return pages.get_paginated_response([self.shown(c, request) for c in pages.paginate_queryset(courses, request, self)])

    def shown(self, course, request):
        """A course."""
        return {
            "id": course.id, "course_id": course.id, "name": course.display_name, "org": course.org, "number": course.display_number_with_default,
            "start": course.start, "end": course.end, "short_description": course.short_description, "effort": course.effort, "hidden": False,
            "invitation_only": course.invitation_only, "mobile_available": False, "pacing": "self" if course.self_paced else "instructor",
            "enrollment_start": None, "enrollment_end": None, "start_display": course.advertised_start, "start_type": "timestamp",
            "media": {"course_image": {"uri": course.course_image_url}},
            "blocks_url": request.build_absolute_uri("/api/courses/v2/blocks/") + "?course_id=" + course.id,
        }


class InstructorView(PlatformView):
    """A call for the staff of one course."""

    def course(self, request, course_id):
        """The course's key, for its staff."""
        try:
            CourseKey.from_string(course_id)
        except InvalidKeyError as error:
            raise NotFound({"error": f"Invalid course key: {course_id}"}) from error
        if not CourseOverview.objects.filter(id=course_id).exists():
            raise NotFound({"error": f"Course not found: {course_id}"})
        if not request.user.is_staff and not has_role(request.user, course_id):
            raise PermissionDenied()
        return course_id


KINDS = {
    "proctored": Q(is_proctored=True, is_practice_exam=False), "timed": Q(is_proctored=False, is_practice_exam=False), "practice": Q(is_practice_exam=True),
}
EXAM = ("id", "course_id", "content_id", "exam_name", "time_limit_mins", "due_date", "is_proctored", "is_practice_exam", "is_active", "hide_after_due", "backend")


class SpecialExams(InstructorView):
    """GET instructor/v2/courses/ID/special_exams."""

    def get(self, request, course_id, **_parts):
        """All exams of a course, also those that are no longer active."""
        exams = ProctoredExam.objects.filter(course_id=self.course(request, course_id)).order_by("id")
        kind = request.query_params.get("exam_type")
        if kind and kind not in KINDS:
            return Response({"error": f"Invalid exam_type: {kind}"}, status=400)
        if kind:
            exams = exams.filter(KINDS[kind])
        return Response([self.shown(exam) for exam in exams])

    def shown(self, exam):
        """An exam."""
        kind = "practice" if exam.is_practice_exam else "proctored" if exam.is_proctored else "timed"
        return {name: getattr(exam, name) for name in EXAM} | {"exam_type": kind}


class Learner(InstructorView):
    """GET instructor/v2/courses/ID/learners/NAME-OR-EMAIL."""

    def get(self, request, course_id, learner, **_parts):
        """A learner of the course, or somebody who is not in it."""
        course = self.course(request, course_id)
        user = User.objects.filter(Q(username=learner) | Q(email=learner)).select_related("profile").first()
        if user is None:
            return Response({"error": "Learner not found"}, status=404)
        return Response({
            "username": user.username, "email": user.email, "full_name": user.profile.name,
            "progress_url": f"{settings.LEARNING_MICROFRONTEND_URL}/course/{course}/progress/{user.id}/",
            "is_enrolled": CourseEnrollment.objects.filter(user=user, course_id=course, is_active=True).exists(),
        })
