"""Changes an LMS at random, by edx-proctoring's own functions and by what its administrators
do past them.

    churn.py names             the names of all changes, those that leave a trace first
    churn.py prepare SEED      exams, learners and attempts to begin with
    churn.py serve SEED        does the changes that are named on standard input, one a line
    churn.py run SEED COUNT WRITERS NUMBER MOST KINDS
                               COUNT changes, as number NUMBER of WRITERS writers that take ids in
                               steps; transactions stay open for up to MOST seconds; KINDS is
                               traced or all
"""
import os
import random
import sys
import time

import django

django.setup()
from campus.models import User, UserProfile  # noqa: E402  (settings come first)
from django.core.exceptions import ObjectDoesNotExist  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.utils import IntegrityError, InterfaceError, OperationalError  # noqa: E402
from edx_proctoring import api, models  # noqa: E402
from edx_proctoring.exceptions import ProctoredBaseException  # noqa: E402
from edx_proctoring.views import BaseReviewCallback, UserRetirement  # noqa: E402

TRACED, UNTRACED = {}, {}
Attempt, Exam = models.ProctoredExamStudentAttempt, models.ProctoredExam
Review, Archive = models.ProctoredExamSoftwareSecureReview, models.ProctoredExamSoftwareSecureReviewHistory
Comment, Allowance = models.ProctoredExamSoftwareSecureComment, models.ProctoredExamStudentAllowance
AllowanceArchive, Policy = models.ProctoredExamStudentAllowanceHistory, models.ProctoredExamReviewPolicy
STATUSES = ["download_software_clicked", "ready_to_start", "started", "ready_to_submit", "submitted", "second_review_required", "error", "verified", "rejected"]


class Nothing(Exception):
    """There is no row to do it with."""


def traced(does):
    """A change that leaves a trace in a table that only grows."""
    TRACED[does.__name__] = does
    return does


def untraced(does):
    """A change that leaves none."""
    UNTRACED[does.__name__] = does
    return does


def any_of(rows):
    """One of the rows."""
    ids = list(rows.values_list("pk", flat=True).order_by("pk"))
    if not ids:
        raise Nothing
    return rows.get(pk=random.choice(ids))


def word():
    """A text in several scripts."""
    return random.choice(["é", "ж", "plain", "", "ß ß", "A"]) + str(random.randrange(10**6))


def learner():
    """One of the learners that this script made."""
    return any_of(User.objects.filter(username__startswith="churn"))


@traced
def new_attempt():
    api.create_exam_attempt(any_of(Exam.objects.filter(is_active=True)).id, learner().id, taking_as_proctored=True)


@traced
def new_learner_with_attempt():
    user = User.objects.create(username=f"churn{random.randrange(10**12)}", email=f"{random.randrange(10**12)}@example.com", first_name=word(), last_name=word())
    UserProfile.objects.create(user=user, name=word())
    api.create_exam_attempt(any_of(Exam.objects.filter(is_active=True)).id, user.id, taking_as_proctored=True)


@traced
def new_status():
    api.update_attempt_status(any_of(Attempt.objects.all()).id, random.choice(STATUSES))


@traced
def saved_attempt():
    attempt = any_of(Attempt.objects.all())
    attempt.time_remaining_seconds, attempt.is_status_acknowledged = random.randrange(1000), True
    attempt.save()


@traced
def new_review():
    attempt = any_of(Attempt.objects.exclude(external_id=None).exclude(external_id=""))
    data = {
        "reviewStatus": random.choice(["Clean", "Rules Violation", "Suspicious", "Not Reviewed"]), "webCamComments": [], "overAllComments": "",
        "examMetaData": {"examCode": attempt.attempt_code, "ssiRecordLocator": attempt.external_id, "reviewerNotes": ""},
        "videoReviewLink": f"https://vendor.example.com/recordings/{attempt.external_id}", "desktopComments": [
            {"comments": word(), "eventStatus": "Suspicious", "eventStart": 1, "eventFinish": 2, "duration": 1} for _ in range(random.randrange(3))],
    }
    BaseReviewCallback().make_review(api.get_exam_attempt_by_id(attempt.id), data)


@traced
def decided_in_admin():
    review = any_of(Review.objects.all())
    review.review_status, review.reviewed_by = random.choice(["Clean", "Suspicious"]), any_of(User.objects.filter(is_staff=True))
    review.save()


@traced
def review_deleted_in_admin():
    any_of(Review.objects.all()).delete()


@traced
def attempt_removed():
    api.remove_exam_attempt(any_of(Attempt.objects.all()).id, any_of(User.objects.filter(is_staff=True)))


@traced
def attempts_reset():
    """As the command reset_attempts does."""
    Attempt.objects.filter(id__in=[any_of(Attempt.objects.all()).id for _ in range(2)]).delete()


@traced
def ready_to_resume():
    api.mark_exam_attempt_as_ready_to_resume(any_of(Attempt.objects.filter(is_resumable=True)).id)


@traced
def attempts_in_bulk():
    exam, user = any_of(Exam.objects.all()), learner()
    Attempt.objects.bulk_create([Attempt(proctored_exam=exam, user=user, status="created", attempt_code=f"bulk-{random.random()}") for _ in range(3)])


@traced
def exam_edited():
    api.update_exam(any_of(Exam.objects.all()).id, exam_name=word(), time_limit_mins=random.randrange(1, 200))


@traced
def allowance():
    api.add_allowance_for_user(any_of(Exam.objects.all()).id, learner().username, random.choice(["additional_time_granted", "review_policy_exception"]), str(random.randrange(90)))


@traced
def allowance_removed():
    one = any_of(Allowance.objects.all())
    api.remove_allowance_for_user(one.proctored_exam_id, one.user_id, one.key)


@traced
def policy():
    exam = any_of(Exam.objects.all())
    if Policy.objects.filter(proctored_exam=exam).exists():
        api.update_review_policy(exam.id, any_of(User.objects.filter(is_staff=True)).id, random.choice([word() or "x", ""]))
    else:
        api.create_exam_review_policy(exam.id, any_of(User.objects.filter(is_staff=True)).id, word() or "x")


@traced
def retired_in_proctoring():
    """Of a learner who has an allowance now, and no archive of a review that was deleted: that
    is what makes it leave a trace."""
    user, view = any_of(Allowance.objects.all()).user, UserRetirement()
    codes = Attempt.objects.filter(user=user).values("attempt_code")
    if Archive.objects.filter(attempt_code__in=codes).exclude(attempt_code__in=Review.objects.values("attempt_code")).exists():
        raise Nothing
    view._retire_user_allowances(user.id)
    view._retire_proctored_exam_software_secure_review_and_history_and_comment(user.id)


@untraced
def learner_deleted():
    learner().delete()


@untraced
def exam_deleted():
    if Exam.objects.count() > 6:
        any_of(Exam.objects.filter(course_id="course-v1:churn+1+1")).delete()


@untraced
def retired_without_allowance():
    user = any_of(AllowanceArchive.objects.all()).user
    UserRetirement()._retire_user_allowances(user.id)


@untraced
def retired_at_the_lms():
    user = learner()
    User.objects.filter(id=user.id).update(username=f"churn_retired_{random.randrange(10**12)}", email=f"retired{random.randrange(10**12)}@retired.invalid", first_name="", last_name="")
    UserProfile.objects.filter(user=user).update(name="")


@untraced
def set_is_attempt_active():
    call_command("set_is_attempt_active", verbosity=0)


@untraced
def comment_edited():
    one = any_of(Comment.objects.all())
    one.comment = word()
    one.save()


@untraced
def comment_deleted():
    any_of(Comment.objects.all()).delete()


@untraced
def archive_deleted_in_admin():
    any_of(Archive.objects.all()).delete()


@untraced
def attempts_updated_in_bulk():
    one = any_of(Attempt.objects.all())
    Attempt.objects.filter(id__gte=one.id, id__lt=one.id + 5).update(external_id=f"ext{random.random()}")


@untraced
def attempt_deleted_by_sql():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM proctoring_proctoredexamstudentattempt WHERE id = %s", [any_of(Attempt.objects.all()).id])


@untraced
def old_history_removed():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM proctoring_proctoredexamstudentattempt_history ORDER BY history_id LIMIT 5")


def prepare():
    """Exams and learners to begin with."""
    if User.objects.filter(username__startswith="churn").exists():
        return
    with transaction.atomic():
        staff = User.objects.create(username="churner", email="churner@example.com", is_staff=True)
        UserProfile.objects.create(user=staff, name="Staff")
        for i in range(8):
            api.create_exam("course-v1:churn+1+1", f"block-v1:churn+1+1+type@sequential+block@{i}", f"Exam {i}", 90, backend="software_secure")
        for i in range(60):
            user = User.objects.create(username=f"churn{i}", email=f"churn{i}@example.com", first_name="Ada", last_name=f"Löve{i}")
            UserProfile.objects.create(user=user, name=f"Ada Löve {i}")
    for _ in range(120):
        once("new_attempt", 0)
    for _ in range(60):
        once("new_review", 0)
        once("allowance", 0)


def once(name, open_for):
    """One change in its own transaction; whether it was done."""
    try:
        with transaction.atomic():
            (TRACED | UNTRACED)[name]()
            time.sleep(open_for)
        return True
    except (Nothing, ProctoredBaseException, ObjectDoesNotExist):
        return False  # what was chosen is gone, or edx-proctoring refuses it
    except ValueError:
        return False  # edx-proctoring fails at an allowance that a retirement has made empty
    except IntegrityError:
        return False  # another writer was quicker
    except (OperationalError, InterfaceError) as error:
        if error.args and error.args[0] in (1020, 1205, 1213):
            return False  # a deadlock
        connection.close()  # the database went away; the next change connects again
        time.sleep(0.2)
        return False


def run(count, writers, number, most, kinds):
    """Random changes of one of several writers."""
    names = list(TRACED if kinds == "traced" else TRACED | UNTRACED)
    done = 0
    while done < count:
        try:
            with connection.cursor() as cursor:
                offset = random.randrange(writers) + 1 if random.random() < 0.1 else number
                cursor.execute("SET SESSION auto_increment_increment = %s, auto_increment_offset = %s, innodb_lock_wait_timeout = 30", [writers, offset])
        except (OperationalError, InterfaceError):
            connection.close()
            time.sleep(0.2)
            continue
        for _ in range(20):
            long = random.random()
            done += once(random.choice(names), most * random.random() if long < 0.02 else 0.2 * random.random() if long < 0.1 else 0)
    print(done)


def main():
    """As the first argument says."""
    if sys.argv[1] == "names":
        print(" ".join(TRACED), " ".join(UNTRACED), sep="\n")
        return
    random.seed(int(sys.argv[2]))
    if sys.argv[1] == "prepare":
        prepare()
    elif sys.argv[1] == "serve":
        for line in sys.stdin:
            print("done" if once(line.strip(), 0) else "not", flush=True)
    else:
        run(*map(int, sys.argv[3:6]), float(sys.argv[6]), sys.argv[7])


if __name__ == "__main__":
    main()
