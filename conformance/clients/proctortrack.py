"""Proctortrack's plug-in for edx-proctoring, and Proctortrack's callbacks. Three steps:

register: the plug-in registers what the server registered, given in REGISTRATION, so that
          the two requests can be compared.
dashboard: prints the plug-in's link to the instructors' dashboard, decoded, beside the
          server's, given in LINK.
callbacks: signs in at the server's token address and sends the callbacks.
"""
import json
import os
import sys

import lms

lms.configure()

import jwt  # noqa: E402  (Django's settings come first)
from edx_proctoring_proctortrack.backends.proctortrack_rest import ProctortrackBackendProvider  # noqa: E402
from edx_rest_api_client.client import OAuthAPIClient  # noqa: E402

CLIENT, SECRET = "platform", os.environ["VENDOR_SECRET"]


def plugin():
    """The plug-in as an LMS configures it."""
    out = ProctortrackBackendProvider(client_id=CLIENT, client_secret=SECRET, base_url=os.environ["VENDOR_URL"])
    assert out.base_url == os.environ["VENDOR_URL"]
    return out


def register():
    """edx-proctoring's api hands the plug-in this context; the server's request shows its own."""
    sent = json.loads(os.environ["REGISTRATION"])
    context = {k: v for k, v in sent["body"].items() if k not in ("status", "exam_return_url")}
    context["attempt_code"] = "not for Proctortrack"
    exam = {"id": 1, "external_id": sent["exam"], "course_id": sent["course"], "content_id": sent["content"]}
    print("registered as", plugin().register_exam_attempt(exam, context))


def dashboard():
    """Both links lead to the same page, with the same claims."""
    link = os.environ["LINK"]
    mine = plugin().get_instructor_url(os.environ["COURSE"], json.loads(os.environ["USER"]))
    assert link.split("?")[0] == mine.split("?")[0], (link, mine)
    a, b = (jwt.decode(url.split("jwt=")[1], SECRET, algorithms=["HS256"], options={"verify_iss": False}) for url in (link, mine))
    for claims in (a, b):
        claims.pop("jti"), claims.pop("exp")
    assert a == b, (a, b)
    print("dashboard", mine.split("?")[0])


def callbacks():
    """Ready and review, by external id, as Proctortrack sends them; and what is refused."""
    service, stranger = (OAuthAPIClient(os.environ["EXAMDESK_URL"], *os.environ[who].split(":")) for who in ("SERVICE", "STRANGER"))
    root = os.environ["EXAMDESK_URL"] + "/api/edx_proctoring/v1/proctored_exam/attempt/"
    adapter = plugin()

    def post(session, external_id, what, body, status):
        answer = session.post(root + external_id + "/" + what, json=adapter.on_review_callback(None, body), timeout=(3.1, 10))
        print("POST", what, answer.status_code)
        assert answer.status_code == status, (what, body, answer.status_code, answer.text)
        return answer

    comment = {"comment": "A second person", "status": "suspicious", "start": 61, "stop": 75, "duration": 14}
    for external_id, outcome in json.loads(os.environ["ATTEMPTS"]).items():
        if os.environ["STEP"] == "ready":
            assert post(service, external_id, "ready", {"status": "ready"}, 200).json() == "OK"
            continue
        body = {"status": outcome, "comments": [comment], "payload": {"session": external_id, "videoReviewLink": "https://video.example.com/1"}}
        post(stranger, external_id, "reviewed", body, 403)
        post(service, external_id, "reviewed", dict(body, status="excellent"), 400)
        assert post(service, external_id, "reviewed", body, 200).json() == "OK"
    if os.environ["STEP"] == "ready":
        post(service, "unknown-id", "ready", {}, 404)
    else:
        post(service, "unknown-id", "reviewed", {"status": "passed", "comments": []}, 400)


{"register": register, "dashboard": dashboard, "callbacks": callbacks}[sys.argv[1]]()
