"""People, applications, courses, exams and attempts of the LMS of the tests. All of it is made
up, and made by edx-proctoring's own functions, at the times at which it would have happened.
"""
import json
import os
from datetime import datetime, timedelta, timezone
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
import django  # noqa: E402  (settings come first)

django.setup()
from campus.models import CourseAccessRole, CourseEnrollment, CourseOverview, CreditCourse, CreditRequirement, Told, User, UserProfile  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.contrib.auth.models import Group  # noqa: E402
from django.contrib.sites.models import Site  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import override_settings  # noqa: E402
from edx_proctoring import api, models  # noqa: E402
from edx_proctoring.views import BaseReviewCallback  # noqa: E402
from freezegun import freeze_time  # noqa: E402
from oauth2_provider.models import get_application_model  # noqa: E402

WORLD = json.loads((Path(__file__).parent / "world.json").read_text())
NOW = datetime.now(timezone.utc).replace(microsecond=0)
WAY = ["download_software_clicked", "ready_to_start", "started", "ready_to_submit", "submitted"]


def people():
    """Everybody, with their names, roles and groups."""
    password, known = make_password(WORLD["password"]), {}
    for one in WORLD["people"]:
        first, _, last = one["name"].partition(" ")
        user = User.objects.create(username=one["username"], email=one["email"], first_name=first, last_name=last, password=password,
                                   is_staff=one.get("staff", False), is_superuser=one.get("super", False), is_active=not one.get("inactive"))
        UserProfile.objects.create(user=user, name=one["name"], country=one.get("country"))
        for name in one.get("groups", ()):
            user.groups.add(Group.objects.get_or_create(name=name)[0])
        for role in one.get("roles", ()):
            CourseAccessRole.objects.create(user=user, org=role["org"], course_id=role["course"], role=role["role"])
        for course in one.get("courses", ()):
            CourseEnrollment.objects.create(user=user, course_id=course, mode=one.get("mode", "verified"))
        known[user.username] = user
    return known


def applications(known):
    """What signs in."""
    model = get_application_model()
    for one in WORLD["applications"]:
        model.objects.create(
            name=one["id"], client_id=one["id"], client_secret=one.get("secret", ""), client_type="confidential" if one.get("secret") else "public",
            authorization_grant_type=one["grant"], user=known.get(one.get("owner")), redirect_uris=one.get("redirects", ""))


def courses(known):
    """Courses and their exams; the exams' ids by their keys."""
    exams = {}
    for one in WORLD["courses"]:
        org, number, run = one["id"].removeprefix("course-v1:").split("+")
        CourseOverview.objects.create(id=one["id"], location=f"block-v1:{org}+{number}+{run}+type@course+block@course", org=org, display_name=one["name"],
                                      display_number_with_default=number, display_org_with_default=org, start=NOW - timedelta(days=60), end=NOW + timedelta(days=60))
        for exam in one.get("exams", ()):
            given = {name: exam[name] for name in ("is_proctored", "is_practice_exam", "is_active", "backend", "hide_after_due") if name in exam}
            if "due" in exam:
                given["due_date"] = NOW + timedelta(hours=exam["due"])
            exams[exam["key"]] = api.create_exam(
                one["id"], f"block-v1:{org}+{number}+{run}+type@sequential+block@{exam['key']}", exam["name"], exam["minutes"], **given)
            if "policy" in exam:
                api.create_exam_review_policy(exams[exam["key"]], known["staff"].id, exam["policy"])
        if one.get("credit"):
            credit = CreditCourse.objects.create(course_key=one["id"])
            CreditRequirement.objects.create(course=credit, namespace="grade", name="grade", display_name="Minimum grade", criteria='{"min_grade": 0.6}')
    return exams


def payload(attempt, exam, review):
    """What a proctoring service sends as its review."""
    comments = review.get("comments", [])
    if exam.backend != "software_secure":
        return {"status": review["status"], "comments": [
            {"comment": text, "status": kind, "start": at, "stop": at + 9, "duration": 9} for text, kind, at in comments]}
    return {
        "reviewStatus": review["status"], "examMetaData": {"examCode": attempt.attempt_code, "ssiRecordLocator": attempt.external_id, "reviewerNotes": ""},
        "webCamComments": [], "overAllComments": "", "videoReviewLink": f"https://vendor.example.com/recordings/{attempt.external_id}", "desktopComments": [
            {"comments": text, "eventStatus": kind, "eventStart": at, "eventFinish": at + 9, "duration": 9} for text, kind, at in comments],
    }


def statuses(wanted):
    """The statuses that an attempt goes through to the one that it shall have."""
    if wanted in ("created", *WAY):
        return WAY[:WAY.index(wanted) + 1] if wanted in WAY else []
    return {"declined": ["declined"], "expired": ["expired"], "error": [*WAY[:3], "error"], "timed_out": [*WAY[:3], "timed_out"]}.get(wanted, [*WAY, wanted])


def attempt(clock, known, exams, one):
    """An attempt; a line where it became something else than it should have."""
    exam = models.ProctoredExam.objects.get(id=exams[one["exam"]])
    begun = NOW - timedelta(hours=one["hours"])
    clock.move_to(begun)
    number = api.create_exam_attempt(exam.id, known[one["learner"]].id, taking_as_proctored=exam.is_proctored and one["status"] != "declined")
    way = one.get("way") or statuses("submitted" if "review" in one else one["status"])
    for i, status in enumerate(way):
        clock.move_to(begun + timedelta(minutes=4 * i))
        # A site that kept the status once has it in old attempts.
        with override_settings(PROCTORING_SETTINGS=settings.PROCTORING_SETTINGS | {"ALLOW_TIMED_OUT_STATE": True}):
            api.update_attempt_status(number, status)
    made = models.ProctoredExamStudentAttempt.objects.get(id=number)
    if "external_id" in one:
        models.ProctoredExamStudentAttempt.objects.filter(id=number).update(external_id=one["external_id"])
    for i, review in enumerate(one.get("review", ())):
        clock.move_to(begun + timedelta(minutes=60 + 30 * i))
        made.refresh_from_db()
        data = payload(made, exam, review)
        if "by" in review:
            data["reviewed_by"] = known[review["by"]].email
        BaseReviewCallback().make_review(api.get_exam_attempt_by_id(number), data)
    if one.get("resume"):
        api.mark_exam_attempt_as_ready_to_resume(number)
    made.refresh_from_db()
    return [] if made.status == one["status"] else [f"{one}: the attempt became {made.status}"]


def main():
    """All of it, or nothing."""
    Site.objects.update_or_create(id=1, defaults={"domain": settings.SITE_NAME[:100], "name": settings.PLATFORM_NAME})
    with freeze_time(NOW - timedelta(days=50)) as clock, transaction.atomic():
        known = people()
        applications(known)
        exams = courses(known)
        others = [line for one in sorted(WORLD["attempts"], key=lambda one: -one["hours"]) for line in attempt(clock, known, exams, one)]
        if others:
            raise SystemExit("\n".join(others))
        for one in WORLD["allowances"]:
            api.add_allowance_for_user(exams[one["exam"]], one["learner"], one["key"], one["value"])
        # By this the harness knows when the seed was made, and moves it to its own day.
        User.objects.filter(username="staff").update(last_login=NOW)
        Told.objects.all().delete()


if __name__ == "__main__":
    main()
