"""A learner's browser on the learning front end, and a teacher's on the instructor's: real
cookies, CSRF tokens that Django makes and rotates, and the rules by which a browser lets a
page at one host ask another. EXAMDESK_URL is the server, EXAM and TIMED are exams' ids.
"""
import json
import os
import sys
import threading
import time
from wsgiref.simple_server import WSGIRequestHandler, make_server

import lms

ORIGIN = "https://learning.example.com"
lms.configure(
    ROOT_URLCONF="browser", MIDDLEWARE=("django.middleware.csrf.CsrfViewMiddleware",), CSRF_TRUSTED_ORIGINS=[ORIGIN],
    SIGNING_KEY=os.environ["SIGNING_KEY"],
)

import jwt  # noqa: E402  (Django's settings come first)
import requests  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.middleware.csrf import get_token, rotate_token  # noqa: E402
from django.urls import path  # noqa: E402

URL = os.environ["EXAMDESK_URL"]
V1 = "/api/edx_proctoring/v1/proctored_exam/"
COURSE = "course-v1:NordicU+STAT101+2026"
LIFETIME = {"seconds": 600}


def csrf(request):
    """The platform's /csrf/api/v1/token."""
    return JsonResponse({"csrfToken": get_token(request)})


def refresh(request):
    """The platform's /login_refresh: new JWT cookies, and a new CSRF secret, as at each sign-in."""
    token = jwt.encode({
        "preferred_username": request.GET["user"], "iss": "https://lms.example.com/oauth2", "aud": "clients", "exp": int(time.time()) + LIFETIME["seconds"],
    }, settings.SIGNING_KEY, algorithm="HS256")
    header, payload, signature = token.split(".")
    rotate_token(request)
    answer = JsonResponse({"user": request.GET["user"]})
    answer.set_cookie("edx-jwt-cookie-header-payload", header + "." + payload)
    answer.set_cookie("edx-jwt-cookie-signature", signature, httponly=True)
    return answer


urlpatterns = [path("csrf/api/v1/token", csrf), path("login_refresh", refresh)]


class Quiet(WSGIRequestHandler):
    """Logs nothing."""

    def log_message(self, *args):
        """Nothing."""


class Browser:
    """One person's: what a page of the front end may do in it, and no more."""

    def __init__(self, lms_url, user, origin=ORIGIN):
        self.lms, self.user, self.origin = lms_url, user, origin
        self.session, self.token = requests.Session(), None
        self.sign_in()

    def sign_in(self):
        """New cookies; the CSRF token of before is no good any more."""
        assert self.session.get(self.lms + "/login_refresh", params={"user": self.user}, timeout=10).ok

    def csrf(self):
        """A token, as the front end's HTTP client gets it before what changes something."""
        self.token = self.session.get(self.lms + "/csrf/api/v1/token", timeout=10).json()["csrfToken"]
        return self.token

    def may(self, method, url, headers):
        """What a browser asks first, without cookies, before a page's request to another host."""
        names = sorted(h.lower() for h in headers if h.lower() not in ("origin",))
        answer = requests.options(url, timeout=10, headers={
            "Origin": self.origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": ",".join(names)})
        allowed = [h.strip().lower() for h in answer.headers.get("Access-Control-Allow-Headers", "").split(",")]
        return (answer.ok and answer.headers.get("Access-Control-Allow-Origin") == self.origin
                and answer.headers.get("Access-Control-Allow-Credentials") == "true"
                and method in answer.headers.get("Access-Control-Allow-Methods", "") and set(names) <= set(allowed))

    def fetch(self, method, where, status=200, headers=None, csrf=True, forced=False, **body):
        """One request of the page; its status must be the one expected. With forced, it is sent
        though a browser would not: by a form of another page, or a program."""
        head = {"USE-JWT-COOKIE": "true", "Origin": self.origin}
        if method != "GET" and csrf:
            head["X-CSRFToken"] = self.csrf()
        head.update(headers or {})
        head = {k: v for k, v in head.items() if v is not None}
        if not forced:
            asked = dict(head)
            if "json" in body:
                asked["Content-Type"] = "application/json"
            assert self.may(method, URL + where, asked), ("a browser would not send", method, where)
        answer = self.session.request(method, URL + where, headers=head, timeout=10, **body)
        print(self.user, method, where.replace(V1, ""), answer.status_code)
        assert answer.status_code == status, (method, where, answer.status_code, answer.text)
        if not forced:
            assert answer.headers.get("Access-Control-Allow-Origin") == self.origin, answer.headers
        return answer.json() if answer.content else None


def page(browser, content):
    """What the learning front end reads when a learner opens the exam's page."""
    got = browser.fetch("GET", f"{V1}attempt/course_id/{COURSE}?content_id={content}&is_learning_mfe=true".replace("+", "%2B"))
    names = ["id", "course_id", "content_id", "time_limit_mins", "hide_after_due", "attempt"]
    if not got["exam"]["attempt"]:  # what an attempt says for itself
        names += ["type", "total_time", "passed_due_date", "use_legacy_attempt_api"]
    missing = [name for name in names if name not in got["exam"]]
    assert not missing, (missing, got)
    return got["exam"]


def take(browser, exam, content, proctored, **encode):
    """Create, poll, start, poll, stop, submit."""
    assert page(browser, content)["attempt"] == {}
    asked = {"exam_id": str(exam), "start_clock": "false" if proctored else "true", "attempt_proctored": "true" if proctored else "false"}
    made = browser.fetch("POST", V1 + "attempt", **{k: v(asked) for k, v in encode.items()})["exam_attempt_id"]
    attempt = page(browser, content)["attempt"]
    assert attempt["attempt_id"] == made and attempt["exam_started_poll_url"].startswith("/api/edx_proctoring/"), attempt

    def poll(want):
        """The page asks the address that it was given until the status is right."""
        until = time.time() + 30
        while time.time() < until:
            got = browser.fetch("GET", attempt["exam_started_poll_url"])
            if got["status"] == want:
                return got["time_remaining_seconds"]
            time.sleep(0.2)
        raise AssertionError((want, got))

    def act(action, **more):
        """An action of the learner's."""
        body = dict({"action": action}, **more)
        assert browser.fetch("PUT", f"{V1}attempt/{made}", **{k: v(body) for k, v in encode.items()})["exam_attempt_id"] == made

    if proctored:
        act("click_download_software")
        poll("ready_to_start")
        act("start")
    left = poll("started")
    assert 0 < left <= 90 * 60, left
    act("stop")
    poll("ready_to_submit")
    act("submit")
    poll("submitted")
    assert page(browser, content)["attempt"]["attempt_status"] == "submitted"
    return made


def plain(body):
    """As it is."""
    return body


def parts(body):
    """As parts of a form."""
    return {k: (None, v) for k, v in body.items()}


def refused(lea, leo, attempt):
    """Forged, stale and foreign requests; nothing of them may take effect."""
    put = {"json": {"action": "stop"}}
    where = f"{V1}attempt/{attempt}"
    lea.fetch("PUT", where, 403, csrf=False, **put)
    lea.fetch("PUT", where, 403, headers={"X-CSRFToken": "x" * 32}, **put)
    lea.fetch("PUT", where, 403, headers={"Origin": "https://evil.example.org"}, forced=True, **put)
    lea.fetch("PUT", where, 403, headers={"Origin": "null"}, forced=True, **put)
    lea.fetch("PUT", where, 403, headers={"Origin": None}, forced=True, **put)
    lea.fetch("PUT", where, 403, headers={"Origin": None, "Referer": "https://evil.example.org/learning.example.com"}, forced=True, **put)
    lea.fetch("PUT", where, 403, headers={"USE-JWT-COOKIE": None}, forced=True, **put)
    for method, body in (("POST", {"data": {"action": "stop"}}), ("DELETE", {})):
        lea.fetch(method, where, 403, csrf=False, forced=True, headers={"Origin": "https://evil.example.org"}, **body)
    evil = Browser(lea.lms, "lea", "https://evil.example.org")
    assert not evil.may("PUT", URL + where, {"USE-JWT-COOKIE": "true", "X-CSRFToken": "x"})
    leo.fetch("GET", where, 403)
    leo.fetch("PUT", where, 403, **put)


def rotated(lea, attempt):
    """A CSRF token holds until the next sign-in, however it is masked; then a new one is needed.
    An expired JWT cookie is refused until the front end has had it refreshed."""
    where = f"{V1}attempt/{attempt}"
    body = {"json": {"action": "stop"}}
    one, two = lea.csrf(), lea.csrf()
    assert one != two and len(one) == 64
    for token in (one, two):
        lea.fetch("PUT", where, csrf=False, headers={"X-CSRFToken": token}, **body)
    lea.sign_in()
    lea.fetch("PUT", where, 403, csrf=False, headers={"X-CSRFToken": two}, **body)
    lea.fetch("PUT", where, **body)
    LIFETIME["seconds"] = -60
    lea.sign_in()
    lea.fetch("GET", where, 403)
    LIFETIME["seconds"] = 600
    lea.sign_in()
    lea.fetch("GET", where)
    kept = lea.session.cookies.get("edx-jwt-cookie-signature")
    lea.session.cookies.set("edx-jwt-cookie-signature", ("B" if kept[0] == "A" else "A") + kept[1:], domain="127.0.0.1", path="/")
    lea.fetch("GET", where, 403)
    lea.sign_in()
    lea.fetch("GET", where)


def main():
    """All of it. What is left is printed as JSON in the last line."""
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    lms_url = f"http://127.0.0.1:{server.server_port}"
    exam, timed, practice = (int(os.environ[name]) for name in ("EXAM", "TIMED", "PRACTICE"))
    block = "block-v1:NordicU+STAT101+2026+type@sequential+block@"
    lea, leo, teacher = (Browser(lms_url, name) for name in ("lea", "leo", "teacher"))
    got = lea.fetch("GET", f"{V1}settings/exam_id/{exam}/")
    for name in ("exam_proctoring_backend", "provider_tech_support_email", "link_urls", "platform_name", "learner_notification_from_email"):
        assert name in got, (name, got)
    assert lea.fetch("GET", f"{V1}review_policy/exam_id/{exam}/") == {"review_policy": None}
    lea.fetch("GET", f"/api/edx_proctoring/v1/user_onboarding/status?is_learning_mfe=true&course_id={COURSE}".replace("+", "%2B"), 404)
    left = {
        "json": take(lea, exam, block + "mock", True, json=plain),
        "urlencoded": take(leo, exam, block + "mock", True, data=plain),
        "multipart": take(leo, timed, block + "timed", False, files=parts),
    }
    running = lea.fetch("POST", V1 + "attempt", json={"exam_id": timed, "start_clock": "true", "attempt_proctored": "false"})["exam_attempt_id"]
    refused(lea, leo, running)
    assert lea.fetch("GET", f"{V1}attempt/{running}")["status"] == "started"
    rotated(lea, running)
    trial = leo.fetch("POST", V1 + "attempt", json={"exam_id": practice, "start_clock": "false", "attempt_proctored": "true"})["exam_attempt_id"]
    leo.fetch("PUT", f"{V1}attempt/{trial}", json={"action": "error", "detail": "the software does not answer"})
    again = leo.fetch("PUT", f"{V1}attempt/{trial}", json={"action": "reset_attempt"})["exam_attempt_id"]
    leo.fetch("PUT", f"{V1}attempt/{again}", 400, json={"action": "dance"})
    broken = teacher.fetch("POST", V1 + "attempt", json={"exam_id": exam, "start_clock": "false", "attempt_proctored": "true"})["exam_attempt_id"]
    teacher.fetch("PUT", f"{V1}attempt/{broken}", json={"action": "click_download_software"})
    until = time.time() + 30
    while teacher.fetch("GET", f"{V1}attempt/{broken}")["status"] != "ready_to_start" and time.time() < until:
        time.sleep(0.2)
    teacher.fetch("PUT", f"{V1}attempt/{broken}", json={"action": "start"})
    teacher.fetch("PUT", f"{V1}attempt/{broken}", json={"action": "error"})
    who = teacher.fetch("GET", f"{V1}attempt/{broken}")["user"]["id"]
    teacher.fetch("PUT", f"{V1}attempt/{broken}", files=parts({"action": "mark_ready_to_resume", "user_id": str(who)}))
    left.update(running=running, again=again, broken=broken)
    server.shutdown()
    print(json.dumps(left))


if __name__ == "__main__":
    sys.modules["browser"] = sys.modules["__main__"]
    main()
