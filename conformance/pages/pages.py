"""Names the page that edx-proctoring shows a learner at an exam, as JSON.

The first argument is a state database. Standard input is a JSON object: `rows`
are written first, table by table; `ask` lists [user, exam]; without it every
learner is asked for at every exam. Each question is put at one moment, to
get_student_view, whose own template is rendered; what the view writes is taken
back. The answer is a list of [user, exam, page]: the name of the template,
empty if edx-proctoring shows the exam itself, or the name of the exception with
which the view ends.
"""
import json
import logging
import sys
import types
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "admin"))
import oracle  # noqa: E402  (it lies beside)

NOW = "2026-11-20T16:00:00Z"


def write(cursor, tables):
    """Insert rows as they are, without any signal."""
    for table, rows in tables.items():
        for row in rows:
            marks = ", ".join(["%s"] * len(row))
            cursor.execute(f"insert into {table} ({', '.join(row)}) values ({marks})", list(row.values()))


class Platform(oracle.Platform):
    """As the oracle's, with a name for each course, which mails need."""

    def get_credit_state(self, *_args, **_kwargs):
        """A course that gives no credit."""
        return {"course_name": "Course", "credit_requirement_status": []}


def settle():
    """Routes and settings that the pages name, a browser, and who may take exams: everybody."""
    import crum
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import RequestFactory
    from django.urls import include, path
    from django.views.generic import View

    urls = types.ModuleType("pages_urls")
    urls.urlpatterns = [
        path("", include("edx_proctoring.urls")),
        path("jump/<str:course>/<path:block>", View.as_view(), name="jump_to"),
        path("progress/<str:course>", View.as_view(), name="progress"),
        path("password", View.as_view(), name="password_assistance"),
    ]
    sys.modules["pages_urls"] = urls
    settings.ROOT_URLCONF = "pages_urls"
    settings.TECH_SUPPORT_EMAIL = "tech@example.com"
    crum.set_current_request(RequestFactory().get("/", HTTP_USER_AGENT="Mozilla/5.0"))
    get_user_model().has_perm = lambda *_args, **_kwargs: True


def page(api, shown, user, exam, end):
    """The name of the template that the learner gets."""
    from django.db import transaction

    shown.clear()
    context = {"due_date": exam.due_date, "credit_state": {"course_end_date": end, "credit_requirement_status": []},
               "default_time_limit_mins": exam.time_limit_mins, "display_name": exam.exam_name, "is_proctored": exam.is_proctored}
    try:
        with transaction.atomic():
            html = api.get_student_view(user, exam.course_id, exam.content_id, context)
            transaction.set_rollback(True)
    except Exception as problem:  # pylint: disable=broad-exception-caught
        return "raises " + type(problem).__name__
    if html is None:
        return ""
    return shown[-1]


def main():
    """Prepare the database, ask, and print the answers."""
    oracle.configure(sys.argv[1])
    from django.contrib.auth import get_user_model
    from django.db import connection, transaction
    from django.template import loader
    from edx_proctoring import api, utils
    from edx_proctoring.models import ProctoredExam
    from edx_proctoring.runtime import set_runtime_service
    from freezegun import freeze_time

    logging.disable(logging.CRITICAL)
    oracle.add_test_backend()
    for name in ("credit", "grades", "certificates", "instructor", "enrollments"):
        set_runtime_service(name, Platform())
    oracle.settle_defaults()
    settle()
    request = json.load(sys.stdin)
    with connection.cursor() as cursor:
        columns = {r[1] for r in cursor.execute("pragma table_info(edx_when_userdate)").fetchall()}
        if "is_content_gated" not in columns:
            cursor.execute("alter table edx_when_userdate add column first_component_block_id varchar(255) null")
            cursor.execute("alter table edx_when_userdate add column is_content_gated bool not null default 0")
        columns = {r[1] for r in cursor.execute("pragma table_info(edx_when_contentdate)").fetchall()}
        for name in sorted({"assignment_title", "course_name", "subsection_name"} - columns):
            cursor.execute(f"alter table edx_when_contentdate add column {name} varchar(255) not null default ''")
        with transaction.atomic():
            write(cursor, request.get("rows") or {})
    shown, real = [], loader.get_template

    def get_template(name, *args, **kwargs):
        shown.append(name)
        return real(name, *args, **kwargs)

    api.loader = types.SimpleNamespace(get_template=get_template, select_template=loader.select_template)
    exams = {e.id: e for e in ProctoredExam.objects.all()}
    asked = request.get("ask") or [[u.id, e] for u in get_user_model().objects.order_by("id") for e in sorted(exams)]
    answers, ends = [], {}
    with freeze_time(NOW):
        for user, exam_id in asked:
            exam = exams[exam_id]
            if exam.course_id not in ends:
                ends[exam.course_id] = utils.get_course_end_date(exam.course_id)
            answers.append([user, exam_id, page(api, shown, user, exam, ends[exam.course_id])])
    json.dump(answers, sys.stdout)


main()
