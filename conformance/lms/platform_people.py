"""The platform's answers about people: who asks, accounts, and roles in courses."""
from campus.models import CourseAccessRole, User
from django.urls import reverse
from edx_rest_framework_extensions.auth.jwt.authentication import JwtAuthentication
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

# What a person's own account and a member of staff see, and what everybody does.
WHOLE = (
    "account_privacy", "bio", "country", "date_joined", "email", "id", "is_active", "language_proficiencies", "last_login", "gender", "goals",
    "level_of_education", "mailing_address", "name", "phone_number", "profile_image", "requires_parental_consent", "social_links", "state",
    "url", "username", "year_of_birth", "pending_name_change", "verified_name",
)
SHARED = ("account_privacy", "profile_image", "username")


class PlatformView(APIView):
    """A call that needs somebody signed in: 401 otherwise, unlike edx-proctoring's 403."""

    authentication_classes = (JwtAuthentication, SessionAuthentication)
    permission_classes = (IsAuthenticated,)


class Me(PlatformView):
    """GET user/v1/me."""

    def get(self, request):
        """Who asks."""
        return Response({"username": request.user.username})


def account(user, request):
    """An account as the one who asks may see it."""
    profile = getattr(user, "profile", None)
    images = ("full", "large", "medium", "small")
    known = {
        "username": user.username, "email": user.email, "id": user.id, "is_active": user.is_active, "last_login": user.last_login,
        "date_joined": user.date_joined.replace(microsecond=0), "url": request.build_absolute_uri(reverse("accounts_api", args=[user.username])),
        "account_privacy": "private", "language_proficiencies": [], "social_links": [], "requires_parental_consent": False,
        "profile_image": {"has_image": False, **{f"image_url_{size}": f"https://lms.example.com/static/{size}.png" for size in images}},
    }
    if profile:
        known |= {name: getattr(profile, name) or None for name in ("bio", "country", "state", "gender", "goals", "level_of_education", "mailing_address", "phone_number")}
        known |= {"name": profile.name, "year_of_birth": profile.year_of_birth}
    whole = (request.user.is_staff or request.user.id == user.id) and request.query_params.get("view") != "shared"
    return {name: known.get(name) for name in (WHOLE if whole else SHARED)}


def accounts(request, **which):
    """The accounts that are meant, or 404 without a body where there is none."""
    found = User.objects.select_related("profile").filter(**which)
    return Response([account(user, request) for user in found]) if found else Response(status=404)


class Accounts(PlatformView):
    """GET user/v1/accounts: by user names, or by one e-mail or id."""

    def get(self, request):
        """Who is meant; without a word, who asks."""
        names, email, number = (request.query_params.get(name) for name in ("username", "email", "lms_user_id"))
        if names:
            return accounts(request, username__in=names.strip(",").split(","))
        if email:
            # With two of this e-mail the platform fails as this does.
            user = User.objects.filter(email=email.strip()).exists() and User.objects.get(email=email.strip())
            return accounts(request, username=user.username) if user else Response(status=404)
        if number:
            if not number.isdigit():
                return Response(status=400)
            return accounts(request, id=int(number))
        return accounts(request, username=request.user.username)


class Account(PlatformView):
    """GET user/v1/accounts/NAME."""

    def get(self, request, username):
        """One account: not in a list."""
        user = User.objects.select_related("profile").filter(username=username).first()
        return Response(account(user, request)) if user else Response(status=404)


class SearchEmails(PlatformView):
    """POST user/v1/accounts/search_emails, for staff."""

    def post(self, request):
        """Who has one of the e-mails."""
        if not request.user.is_staff:
            return Response({"developer_message": "not found", "user_message": "Not Found"}, status=404)
        found = User.objects.filter(email__in=request.data.get("emails", [])).order_by("id")
        return Response([{"email": user.email, "id": user.id, "username": user.username} for user in found])


class Roles(PlatformView):
    """GET enrollment/v1/roles/: the roles of who asks, and whether they are staff everywhere."""

    def get(self, request):
        """In all courses, or in the one that is named."""
        held = CourseAccessRole.objects.filter(user_id=request.user.id).order_by("id")
        if course := request.query_params.get("course_id"):
            held = held.filter(course_id=course)
        return Response({"roles": [{"org": r.org, "course_id": r.course_id, "role": r.role} for r in held], "is_staff": request.user.is_staff})
