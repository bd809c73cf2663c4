"""The platform's tables that a review desk meets, under the names and in the shapes that an LMS
has, and one of the harness's own: what the platform's services were told.
"""
from django.contrib.auth import get_user_model
from django.db import models

User = get_user_model()


def key(**more):
    """A course's or a block's key: the platform fixes the collation of these columns."""
    return models.CharField(max_length=255, db_collation="utf8mb4_unicode_ci", **more)


def line(length=255, **more):
    """A text of one line that may be empty."""
    return models.CharField(max_length=length, blank=True, default="", **more)


def maybe():
    """A text that may be absent."""
    return models.TextField(null=True)


class Told(models.Model):
    """One thing that a service of the platform, or of proctoring, was told: in the same
    transaction, so that what is rolled back was not told.
    """

    at = models.DateTimeField(auto_now_add=True)
    who = models.CharField(max_length=64, db_index=True)
    what = models.CharField(max_length=96)
    about = models.TextField()

    class Meta:
        db_table = "campus_told"


class UserProfile(models.Model):
    """A person's name, and much that a desk does not look at."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="profile")
    name = line(db_index=True)
    meta = models.TextField(blank=True, default="")
    courseware = line()
    language = line(db_index=True)
    location = line(db_index=True)
    year_of_birth = models.IntegerField(null=True, db_index=True)
    gender = models.CharField(max_length=6, null=True, db_index=True)
    level_of_education = models.CharField(max_length=6, null=True, db_index=True)
    mailing_address, city, goals = maybe(), maybe(), maybe()
    country = models.CharField(max_length=2, null=True)
    state = models.CharField(max_length=2, null=True)
    bio = models.CharField(max_length=3000, null=True)
    profile_image_uploaded_at = models.DateTimeField(null=True)
    phone_number = models.CharField(max_length=50, null=True)

    class Meta:
        db_table = "auth_userprofile"


class CourseAccessRole(models.Model):
    """A role in a course, or in all courses of an organisation where the course is empty."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    org = line(64, db_index=True)
    course_id = key(blank=True, db_index=True)
    role = models.CharField(max_length=64, db_index=True)

    class Meta:
        db_table = "student_courseaccessrole"
        unique_together = (("user", "org", "course_id", "role"),)


class CourseEnrollment(models.Model):
    """Who is in a course."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    course_id = key(db_index=True)
    created = models.DateTimeField(null=True, auto_now_add=True, db_index=True)
    is_active = models.BooleanField(default=True)
    mode = models.CharField(max_length=100, default="verified")

    class Meta:
        db_table = "student_courseenrollment"
        unique_together = (("user", "course_id"),)


class CourseOverview(models.Model):
    """A course, as the platform keeps it for quick reading."""

    created = models.DateTimeField(auto_now_add=True)
    modified = models.DateTimeField(auto_now=True)
    version = models.IntegerField(default=19)
    id = key(primary_key=True)
    location = key(db_column="_location")
    org = models.TextField()
    display_name = maybe()
    display_number_with_default = models.TextField(default="")
    display_org_with_default = models.TextField(default="")
    start = models.DateTimeField(null=True)
    end = models.DateTimeField(null=True)
    advertised_start, short_description, effort, language = maybe(), maybe(), maybe(), maybe()
    course_image_url = models.TextField(default="")
    certificates_show_before_end = models.BooleanField(default=False)
    lowest_passing_grade = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    visible_to_staff_only = models.BooleanField(default=False)
    invitation_only = models.BooleanField(default=False)
    self_paced = models.BooleanField(default=False)

    class Meta:
        db_table = "course_overviews_courseoverview"


class StudentModule(models.Model):
    """A learner's state of one block: by this table a live LMS is known."""

    module_type = models.CharField(max_length=32, default="problem")
    module_id = key(db_index=True)
    student = models.ForeignKey(User, on_delete=models.CASCADE)
    course_id = key(db_index=True)
    state = maybe()
    grade = models.FloatField(null=True)
    max_grade = models.FloatField(null=True)
    created = models.DateTimeField(auto_now_add=True)
    modified = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "courseware_studentmodule"
        unique_together = (("student", "module_id", "course_id"),)


class SubsectionGrade(models.Model):
    """A learner's grade of one subsection."""

    id = models.BigAutoField(primary_key=True)
    created = models.DateTimeField(auto_now_add=True)
    modified = models.DateTimeField(auto_now=True)
    user_id = models.IntegerField()
    course_id, usage_key = key(), key()
    subtree_edited_timestamp = models.DateTimeField(null=True)
    course_version = line()
    earned_all, possible_all, earned_graded, possible_graded = (models.FloatField(default=0) for _ in range(4))
    first_attempted = models.DateTimeField(null=True)

    class Meta:
        db_table = "grades_persistentsubsectiongrade"
        unique_together = (("course_id", "user_id", "usage_key"),)


class SubsectionGradeOverride(models.Model):
    """What a grade was set to, such as 0 after a rejection."""

    created = models.DateTimeField(auto_now_add=True, db_index=True)
    modified = models.DateTimeField(auto_now=True, db_index=True)
    grade = models.OneToOneField(SubsectionGrade, on_delete=models.CASCADE, related_name="override")
    earned_all_override, possible_all_override, earned_graded_override, possible_graded_override = (models.FloatField(null=True) for _ in range(4))
    system = models.CharField(max_length=100, null=True)
    override_reason = models.CharField(max_length=300, null=True)

    class Meta:
        db_table = "grades_persistentsubsectiongradeoverride"


class GeneratedCertificate(models.Model):
    """A learner's certificate of a course."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    course_id = key()
    verify_uuid = line(32, db_index=True)
    download_uuid = line(32)
    download_url = line(128)
    grade = line(5)
    key = line(32)
    distinction = models.BooleanField(default=False)
    status = models.CharField(max_length=32, default="downloadable")
    mode = models.CharField(max_length=32, default="verified")
    name = line()
    created_date = models.DateTimeField(auto_now_add=True)
    modified_date = models.DateTimeField(auto_now=True)
    error_reason = line(512)

    class Meta:
        db_table = "certificates_generatedcertificate"
        unique_together = (("user", "course_id"),)


class CreditCourse(models.Model):
    """A course that gives credit."""

    course_key = key(unique=True)
    enabled = models.BooleanField(default=True)

    class Meta:
        db_table = "credit_creditcourse"


class CreditRequirement(models.Model):
    """What a learner must fulfil for it."""

    created = models.DateTimeField(auto_now_add=True)
    modified = models.DateTimeField(auto_now=True)
    course = models.ForeignKey(CreditCourse, on_delete=models.CASCADE)
    namespace, name, display_name = (models.CharField(max_length=255) for _ in range(3))
    sort_value = models.PositiveIntegerField(default=0)
    criteria = models.TextField(default="{}")
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "credit_creditrequirement"
        unique_together = (("namespace", "name", "course"),)


class CreditRequirementStatus(models.Model):
    """Whether a learner does; known by user name, not by id."""

    created = models.DateTimeField(auto_now_add=True)
    modified = models.DateTimeField(auto_now=True)
    username = models.CharField(max_length=255, db_index=True)
    requirement = models.ForeignKey(CreditRequirement, on_delete=models.CASCADE)
    status = models.CharField(max_length=32)
    reason = models.TextField(default="{}")

    class Meta:
        db_table = "credit_creditrequirementstatus"
        unique_together = (("username", "requirement"),)
