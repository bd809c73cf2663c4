"""The platform's own addresses under /api/."""
from django.conf import settings
from django.urls import path, re_path

import platform_courses
import platform_people

COURSE = settings.COURSE_ID_PATTERN

urlpatterns = [
    re_path(r"^user/v1/me$", platform_people.Me.as_view()),
    re_path(r"^user/v1/accounts$", platform_people.Accounts.as_view()),
    re_path(r"^user/v1/accounts/search_emails$", platform_people.SearchEmails.as_view()),
    re_path(r"^user/v1/accounts/(?P<username>[\w.@_+-]+)$", platform_people.Account.as_view(), name="accounts_api"),
    re_path(r"^enrollment/v1/roles/$", platform_people.Roles.as_view()),
    path("courses/v1/courses/", platform_courses.Courses.as_view()),
    path("courses/v1/course_ids/", platform_courses.CourseIds.as_view()),
    re_path(rf"^instructor/v2/courses/{COURSE}/special_exams$", platform_courses.SpecialExams.as_view()),
    re_path(rf"^instructor/v2/courses/{COURSE}/learners/(?P<learner>[^/]+)$", platform_courses.Learner.as_view()),
]
