"""What the LMS answers."""
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import LoginView
from django.http import HttpResponse, JsonResponse
from django.urls import include, path, re_path
from django.views.decorators.csrf import csrf_exempt
from oauth2_provider.views import AuthorizationView, RevokeTokenView

from signin import AccessToken

COURSE = settings.COURSE_ID_PATTERN


def page(text):
    """A page of which only the address matters."""
    return lambda request, **parts: HttpResponse(text)


urlpatterns = [
    path("heartbeat", lambda request: JsonResponse({"modulestore": {"status": True}, "sql": {"status": True}})),
    path("", page("the dashboard")),
    path("login", LoginView.as_view(template_name="login.html"), name="signin_user"),
    re_path(r"^oauth2/access_token/?$", AccessToken.as_view(), name="access_token"),
    re_path(r"^oauth2/authorize/?$", AuthorizationView.as_view(), name="authorize"),
    re_path(r"^oauth2/revoke_token/?$", csrf_exempt(RevokeTokenView.as_view()), name="revoke_token"),
    path("admin/", admin.site.urls),
    path("api/", include("edx_proctoring.urls", namespace="edx_proctoring")),
    path("api/", include("platform_urls")),
    re_path(rf"^courses/{COURSE}/jump_to/(?P<location>.*)$", page("jump_to"), name="jump_to"),
    re_path(rf"^courses/{COURSE}/courseware/(?P<chapter>.*)$", page("courseware"), name="courseware"),
]
