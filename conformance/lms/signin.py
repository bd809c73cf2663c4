"""Sign-in as an LMS has it: django-oauth-toolkit, whose token address answers `token_type=jwt`
with a signed token that acts as a person.
"""
import json
import time

import jwt
from django.conf import settings
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from oauth2_provider.models import get_access_token_model
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.views import TokenView

YES = ("true", "1")


class Validator(OAuth2Validator):
    """Client credentials act as the owner of the application."""

    def save_bearer_token(self, token, request, *args, **kwargs):
        """Save a token, with whose it is."""
        if request.grant_type != "client_credentials":
            return super().save_bearer_token(token, request, *args, **kwargs)
        made = super().save_bearer_token(token, request, *args, **kwargs)
        get_access_token_model().objects.filter(token=token["access_token"]).update(user=request.client.user)
        return made


def claims_of(access, scopes, seconds):
    """What a token says about the person it acts as."""
    user, now = access.user, int(time.time())
    claims = {
        "aud": settings.JWT_AUTH["JWT_AUDIENCE"], "iss": settings.JWT_AUTH["JWT_ISSUER"], "iat": now, "exp": now + seconds,
        "grant_type": access.application.authorization_grant_type, "preferred_username": user.username, "sub": f"anonymous{user.id:024x}",
        "scopes": scopes, "version": settings.JWT_AUTH["JWT_SUPPORTED_VERSION"], "filters": [], "is_restricted": False,
        "email_verified": user.is_active,
    }
    if "user_id" in scopes:
        claims["user_id"] = user.id
    if "email" in scopes:
        claims["email"] = user.email
    if "profile" in scopes:
        profile = getattr(user, "profile", None)
        claims |= {"name": profile and profile.name, "family_name": user.last_name, "given_name": user.first_name,
                   "administrator": user.is_staff, "superuser": user.is_superuser}
    return claims


def signed(claims, asymmetric):
    """The token itself."""
    if asymmetric:
        key = jwt.PyJWK(json.loads(settings.JWT_AUTH["JWT_PRIVATE_SIGNING_JWK"]), algorithm="RS512").key
        return jwt.encode(claims, key, algorithm="RS512", headers={"kid": "lms"})
    return jwt.encode(claims, settings.JWT_AUTH["JWT_SECRET_KEY"], algorithm="HS256")


@method_decorator(csrf_exempt, name="dispatch")
class AccessToken(TokenView):
    """POST /oauth2/access_token."""

    def post(self, request, *args, **kwargs):
        """A token, signed where `token_type` asks for that."""
        response = super().post(request, *args, **kwargs)
        kind = request.POST.get("token_type") or request.headers.get("X-Token-Type", "")
        if response.status_code != 200 or kind.lower() != "jwt":
            return response
        answer = json.loads(response.content)
        access = get_access_token_model().objects.select_related("user", "application").get(token=answer["access_token"])
        seconds = settings.JWT_ACCESS_TOKEN_EXPIRE_SECONDS
        claims = claims_of(access, answer["scope"].split(), seconds)
        answer |= {"access_token": signed(claims, request.POST.get("asymmetric_jwt", "").lower() in YES), "token_type": "JWT", "expires_in": seconds}
        response.content = json.dumps(answer)
        return response
