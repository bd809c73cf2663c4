"""Django's settings of the LMS that the tests run against: edx-proctoring 6.1.4 with sign-in,
roles and services as a site has them. The harness (lms.go) passes what differs between two
of them in the environment.
"""
import json
import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

HERE = Path(__file__).parent


def given(name, usual=""):
    """A setting that the harness passes."""
    return os.environ.get("LMS_" + name, usual)


STATE = Path(given("STATE", "."))
ROOT = given("URL", "http://127.0.0.1:8000")
VENDOR = given("VENDOR", "http://127.0.0.1:9")

SECRET_KEY = "fake-signing-key-do-not-use"
DEBUG = False
ALLOWED_HOSTS = ["*"]
USE_TZ, TIME_ZONE, LANGUAGE_CODE = True, "UTC", "en"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
ROOT_URLCONF, WSGI_APPLICATION, STATIC_URL = "urls", "wsgi.application", "/static/"
LOGIN_URL, LOGIN_REDIRECT_URL = "/login", "/"

SITE_ID, SITE_NAME, PLATFORM_NAME, HTTPS = 1, ROOT.partition("://")[2], "Nordic University", "off"
LMS_ROOT_URL, LEARNING_MICROFRONTEND_URL = ROOT, "https://learning.example.com"
DEFAULT_FROM_EMAIL, CONTACT_EMAIL = "no-reply@lms.example.com", "help@lms.example.com"
EMAIL_BACKEND = "services.Mail"
FEATURES, WEBPACK_LOADER, ENV_ROOT = {}, {}, str(STATE)
COURSE_ID_PATTERN = r"(?P<course_id>[^/+]+(/|\+)[^/+]+(/|\+)[^/?]+)"

DATABASES = {"default": {
    "ENGINE": "django.db.backends.mysql", "NAME": "openedx", "USER": "openedx", "PASSWORD": "fake-secret-of-the-owner",
    "HOST": given("DB_SOCKET"), "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": True,
    "OPTIONS": {"charset": "utf8mb4", "init_command": "SET sql_mode='STRICT_TRANS_TABLES'"},
}}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "TIMEOUT": 1},
    # The workers count together.
    "throttle": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(STATE / "throttle")},
}
LOGGING = {
    "version": 1, "disable_existing_loggers": False, "root": {"handlers": ["errors"], "level": given("LOG", "ERROR")},
    "handlers": {"errors": {"class": "logging.StreamHandler"}},
}

INSTALLED_APPS = (
    "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.sites",
    "django.contrib.messages", "oauth2_provider", "rest_framework", "simple_history", "rules.apps.AutodiscoverRulesConfig", "waffle",
    "edx_when", "edx_proctoring", "campus",
)
MIDDLEWARE = (
    "crum.CurrentRequestUserMiddleware", "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware", "django.contrib.messages.middleware.MessageMiddleware",
    "waffle.middleware.WaffleMiddleware", "edx_rest_framework_extensions.auth.jwt.middleware.JwtAuthCookieMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
)
AUTHENTICATION_BACKENDS = (
    "rules.permissions.ObjectPermissionBackend", "oauth2_provider.backends.OAuth2Backend", "django.contrib.auth.backends.ModelBackend",
)
# Making a person is the slowest part of the seed otherwise.
PASSWORD_HASHERS = ("django.contrib.auth.hashers.MD5PasswordHasher",)
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "DIRS": [str(HERE / "templates")],
    "OPTIONS": {"context_processors": [
        "django.contrib.auth.context_processors.auth", "django.contrib.messages.context_processors.messages",
        "django.template.context_processors.request",
    ]},
}]
REST_FRAMEWORK = {
    "DEFAULT_PAGINATION_CLASS": "edx_rest_framework_extensions.paginators.DefaultPagination", "PAGE_SIZE": 10,
    "DEFAULT_THROTTLE_RATES": {"courses_user": given("COURSES_USER_RATE", "20/minute"), "courses_staff": given("COURSES_STAFF_RATE", "40/minute")},
}


def signing_key():
    """The RSA key of tokens that are signed with RS512: made once, for all workers."""
    path = STATE / "signing.pem"
    if not path.exists():
        pem = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        mine = STATE / f"signing.{os.getpid()}"
        mine.write_bytes(pem)
        mine.chmod(0o600)
        mine.rename(path)
    return serialization.load_pem_private_key(path.read_bytes(), None)


def as_jwk(key):
    """A key as a JSON web key."""
    return {**json.loads(RSAAlgorithm.to_jwk(key)), "kid": "lms", "alg": "RS512", "use": "sig"}


_KEY = signing_key()
_ISSUER, _AUDIENCE, _SECRET = ROOT + "/oauth2", "openedx", "fake-secret-that-signs-tokens-do-not-use"
JWT_AUTH = {
    "JWT_ISSUER": _ISSUER, "JWT_AUDIENCE": _AUDIENCE, "JWT_SECRET_KEY": _SECRET, "JWT_ALGORITHM": "HS256", "JWT_SIGNING_ALGORITHM": "RS512",
    "JWT_PRIVATE_SIGNING_JWK": json.dumps(as_jwk(_KEY)), "JWT_PUBLIC_SIGNING_JWK_SET": json.dumps({"keys": [as_jwk(_KEY.public_key())]}),
    "JWT_ISSUERS": [{"ISSUER": _ISSUER, "AUDIENCE": _AUDIENCE, "SECRET_KEY": _SECRET}], "JWT_SUPPORTED_VERSION": "1.2.0",
    "JWT_VERIFY_AUDIENCE": False, "JWT_VERIFY_EXPIRATION": True, "JWT_LEEWAY": int(given("LEEWAY", "1")), "JWT_AUTH_HEADER_PREFIX": "JWT",
    "JWT_AUTH_COOKIE": "edx-jwt-cookie", "JWT_AUTH_COOKIE_HEADER_PAYLOAD": "edx-jwt-cookie-header-payload",
    "JWT_AUTH_COOKIE_SIGNATURE": "edx-jwt-cookie-signature",
    "JWT_PAYLOAD_GET_USERNAME_HANDLER": lambda claims: claims.get("preferred_username"),
    "JWT_DECODE_HANDLER": "edx_rest_framework_extensions.auth.jwt.decoder.jwt_decode_handler",
}
JWT_ACCESS_TOKEN_EXPIRE_SECONDS = int(given("TOKEN_SECONDS", "3600"))
EDX_DRF_EXTENSIONS = {"JWT_PAYLOAD_USER_ATTRIBUTE_MAPPING": {}}
OAUTH2_PROVIDER = {
    "OAUTH2_VALIDATOR_CLASS": "signin.Validator", "PKCE_REQUIRED": True, "REQUEST_APPROVAL_PROMPT": "auto",
    "SCOPES": {name: name for name in ("read", "write", "email", "profile", "user_id")}, "DEFAULT_SCOPES": ["read", "write", "email", "profile"],
    "ACCESS_TOKEN_EXPIRE_SECONDS": 36000, "REFRESH_TOKEN_EXPIRE_SECONDS": 14 * 24 * 3600, "ROTATE_REFRESH_TOKEN": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["http", "https"],
}

PROCTORING_USER_OBFUSCATION_KEY = "fake-obfuscation-key"
PROCTORING_SETTINGS = {
    "LINK_URLS": {"faq": "https://lms.example.com/faq", "contact_us": "https://lms.example.com/contact", "online_proctoring_rules": "", "tech_requirements": ""},
    "REQUIRE_FAILURE_SECOND_REVIEWS": given("SECOND_REVIEWS", "1") == "1", "ALLOW_TIMED_OUT_STATE": given("TIMED_OUT", "0") == "1",
}
PROCTORING_BACKENDS = {
    "DEFAULT": "software_secure", "null": {}, "mock": {},
    "software_secure": {
        "organization": "nordic", "exam_sponsor": "Nordic University", "exam_register_endpoint": VENDOR + "/psi/register",
        "secret_key_id": "fake-key-id", "secret_key": "fake-secret-of-psi", "crypto_key": "123456789123456712345678",
        "software_download_url": "https://vendor.example.com/download", "video_review_aes_key": "000102030405060708090A0B0C0D0E0F",
    },
}
# Of the harness alone: what services.py asks.
CAMPUS_VENDOR = VENDOR
CAMPUS_OVERRIDES = given("OVERRIDES", "1") == "1"
