"""Answers what edx-proctoring's API reads from a state database, as JSON.

The database named by the first argument is given due dates first: the sample
has none. Every question is asked at one moment, for every course, exam and user.
"""
import json
import random
import sys
import types
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "admin"))
import oracle  # noqa: E402  (it lies beside)

NOW = "2026-11-20T16:00:00Z"
SEARCHES = ("a", "ana", "%", "_", "@example", "\\", "'")


def give_dates(cursor, exams, users):
    """Write synthetic dates: absolute and relative, for all and for single learners, active and not."""
    rng = random.Random(3)
    columns = {r[1] for r in cursor.execute("pragma table_info(edx_when_userdate)").fetchall()}
    if "is_content_gated" not in columns:
        cursor.execute("alter table edx_when_userdate add column first_component_block_id varchar(255) null")
        cursor.execute("alter table edx_when_userdate add column is_content_gated bool not null default 0")
    columns = {r[1] for r in cursor.execute("pragma table_info(edx_when_contentdate)").fetchall()}
    for name in {"assignment_title", "course_name", "subsection_name"} - columns:
        cursor.execute(f"alter table edx_when_contentdate add column {name} varchar(255) not null default ''")
    for i in range(1, 41):
        relative = rng.random() < .25
        cursor.execute(
            "insert into edx_when_datepolicy (id, created, modified, abs_date, rel_date) values (%s, %s, %s, %s, %s)",
            [i, "2026-01-01", "2026-01-01", None if relative else f"2026-11-{rng.randint(1, 28):02d} 10:00:00",
             864000000000 if relative else None])
    contents, seen = [], set()
    for _, course, content in exams:
        for field in rng.sample(["due", "due", "start", "end"], 3):
            policy = rng.randint(1, 40)
            if (policy, content, field) in seen:
                continue
            seen.add((policy, content, field))
            contents.append(len(contents) + 1)
            cursor.execute(
                "insert into edx_when_contentdate (id, course_id, location, policy_id, active, field)"
                " values (%s, %s, %s, %s, %s, %s)", [contents[-1], course, content, policy, rng.random() < .8, field])
    for i in range(400):
        cursor.execute(
            "insert into edx_when_userdate (created, modified, abs_date, reason, user_id, content_date_id)"
            " values (%s, %s, %s, '', %s, %s)",
            ["2026-01-01", f"2026-01-01 00:{i // 60:02d}:{i % 60:02d}",
             None if rng.random() < .2 else f"2026-12-{rng.randint(1, 28):02d} 10:00:00",
             rng.choice(users), rng.choice(contents)])


def iso(at):
    """A time as the comparison writes it."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if at else None


def course_answers(course, users):
    """What is read about a course and, in it, about each user."""
    from edx_proctoring import api, utils, views
    from edx_proctoring.models import ProctoredExam

    yield f"attempts {course}", [a["id"] for a in api.get_all_exam_attempts(course)]
    for text in SEARCHES:
        yield f"filtered {text} {course}", [a["id"] for a in api.get_filtered_exam_attempts(course, text)]
    for practice in (False, True):
        yield f"report {str(practice).lower()} {course}", [
            [r["attempt_code"], r["status"], r["review_status"], {k: v for k, v in r.items() if k.endswith(" Comments")}]
            for r in api.get_exam_violation_report(course, practice)]
    yield f"allowances {course}", sorted(
        [a["id"], a["key"], a["value"], a["user"]["username"], a["proctored_exam"]["id"]]
        for a in api.get_allowances_for_course(course))
    yield f"end {course}", iso(utils.get_course_end_date(course))
    for user in users:
        yield f"last {user.id} {course}", iso(api.get_last_exam_completion_date(course, user.username))
    exam = ProctoredExam.get_practice_proctored_exams_for_course(course).order_by("-created").first()
    if not exam:
        return
    board = views.StudentOnboardingStatusByCourseView()._get_onboarding_info_no_onboarding_api(course, exam, users, {})
    yield f"board {course}", [[d["username"], d["status"], iso(d["modified"])] for d in board]
    for user in users:
        d = api.get_onboarding_attempt_data_for_learner(course, user, exam.backend)
        yield f"onboarding {user.id} {course}", [d["onboarding_status"], iso(d["expiration_date"])]


def exam_answers(exam_id, users):
    """Due dates of an exam."""
    from edx_proctoring import api, utils

    exam = api.get_exam_by_id(exam_id)
    for user in users:
        yield f"due {exam_id} {user.id}", iso(utils.get_exam_due_date(exam, user.id))
        yield f"past {exam_id} {user.id}", bool(api.is_exam_passed_due(exam, user.id))


def main():
    """Prepare the database, then print {"users": …, "answers": …}."""
    sys.modules["reads_urls"] = urls = types.ModuleType("reads_urls")
    oracle.configure(sys.argv[1])
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.urls import include, path
    from edx_proctoring import api
    from freezegun import freeze_time

    settings.ROOT_URLCONF = "reads_urls"
    urls.urlpatterns = [path("", include("edx_proctoring.urls"))]
    with connection.cursor() as cursor:
        exams = cursor.execute("select id, course_id, content_id from proctoring_proctoredexam").fetchall()
        give_dates(cursor, exams, [r[0] for r in cursor.execute("select id from auth_user").fetchall()])
    users = list(get_user_model().objects.order_by("id"))
    answers = {}
    with freeze_time(NOW):
        for course in sorted({e[1] for e in exams}):
            answers.update(course_answers(course, users))
        for user in users:
            answers[f"active {user.id}"] = [
                [a["attempt"]["id"], [x["id"] for x in a["allowances"]]] for a in api.get_active_exams_for_user(user.id)]
        for exam in exams:
            answers.update(exam_answers(exam[0], users))
    json.dump({"users": [[u.id, u.username] for u in users], "answers": answers}, sys.stdout)


main()
