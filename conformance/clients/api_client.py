"""Speaks to the server as a platform's service does, with edx-rest-api-client: it signs in
at the server's token address, then reads and changes exams, attempts and allowances.
EXAMDESK_URL, STAFF, TEACHER and ROBOT (client id and secret, with a colon between) say where and as whom.
"""
import os

import lms

lms.configure()

import requests  # noqa: E402  (Django's settings come first)
from edx_rest_api_client.client import OAuthAPIClient, get_oauth_access_token  # noqa: E402

URL = os.environ["EXAMDESK_URL"]
API = URL + "/api/edx_proctoring/v1/proctored_exam/"
COURSE = "course-v1:NordicU+STAT101+2026"
BLOCK = "block-v1:NordicU+STAT101+2026+type@sequential+block@"
TIMEOUT = (3.1, 10)


def client(who, **options):
    """A session that signs in as an application."""
    name, secret = os.environ[who].split(":")
    return OAuthAPIClient(options.get("url", URL), name, options.get("secret", secret))


def ask(session, method, path, status=200, **options):
    """One call, whose status must be the one expected; the answer is JSON, if there is one."""
    answer = session.request(method, API + path, timeout=TIMEOUT, **options)
    print(method, path, answer.status_code)
    assert answer.status_code == status, (method, path, answer.status_code, answer.text)
    return answer.json() if answer.content else None


def exam(name, **more):
    """An exam as the platform registers it."""
    return dict({
        "course_id": COURSE, "content_id": BLOCK + name, "exam_name": name, "time_limit_mins": 60, "due_date": None, "is_proctored": False,
        "is_practice_exam": False, "is_active": True, "hide_after_due": False, "backend": "null",
    }, **more)


def exams(staff, robot):
    """Created, read by each address, changed; and refused to who may not."""
    assert ask(staff, "GET", "exam/course_id/" + COURSE) == []
    ids = [e["exam_id"] for e in ask(staff, "PATCH", "exam_registration/course_id/" + COURSE, json=[exam("quiz"), exam("final", is_proctored=True)])]
    assert len(ids) == 2
    made = ask(staff, "POST", "exam", json=exam("extra", external_id="extra-1", due_date="2030-01-01T00:00:00Z"))["exam_id"]
    got = ask(robot, "GET", f"exam/exam_id/{made}")
    assert list(got) == ["id", "course_id", "content_id", "external_id", "exam_name", "time_limit_mins", "is_proctored", "is_practice_exam",
                         "is_active", "due_date", "hide_after_due", "backend"], list(got)
    assert ask(staff, "PUT", "exam", json={"exam_id": made, "exam_name": "Längere Prüfung", "time_limit_mins": 90}) == {"exam_id": made}
    got = ask(robot, "GET", f"exam/exam_id/{made}")
    assert (got["exam_name"], got["time_limit_mins"], got["is_active"]) == ("Längere Prüfung", 90, True), got
    assert len(ask(robot, "GET", "exam/course_id/" + COURSE)) == 3
    assert len(ask(robot, "GET", "exam/course_id/" + COURSE.replace("+", "%2B"))) == 3
    ask(robot, "POST", "exam", 403, json=exam("no", external_id="no"))
    ask(robot, "PATCH", "exam_registration/course_id/" + COURSE, 403, json=[])
    ask(staff, "POST", "exam", 400, data="{", headers={"Content-Type": "application/json"})
    ask(staff, "GET", "exam/exam_id/9999", 400)
    return ids + [made]


def allowances(teacher, robot, ids):
    """Granted one by one and in bulk, listed, removed."""
    who = {"user_info": "lea", "key": "additional_time_granted", "value": "30"}
    ask(robot, "PUT", "allowance", 403, json=dict(who, exam_id=ids[0]))
    ask(teacher, "PUT", "allowance", json=dict(who, exam_id=ids[0]))
    ask(teacher, "PUT", "allowance", 400, json=dict(who, exam_id=ids[0], value="minus"))
    bulk = ask(teacher, "PUT", f"{COURSE}/bulk_allowance", json={
        "exam_ids": ",".join(str(i) for i in ids[:2]), "user_ids": "lea,leo", "allowance_type": "additional_time_granted", "value": "45"})
    print("bulk:", bulk)
    rows = ask(teacher, "GET", f"{COURSE}/allowance")
    assert {(r["user"]["username"], r["proctored_exam"]["id"], r["value"]) for r in rows} == {
        (name, i, "45") for name in ("lea", "leo") for i in ids[:2]}, rows
    grouped = ask(teacher, "GET", f"{COURSE}/grouped/allowance")
    assert set(grouped) == {"lea", "leo"}, grouped
    first = rows[0]
    ask(teacher, "DELETE", "allowance", json={"exam_id": first["proctored_exam"]["id"], "user_id": first["user"]["id"], "key": first["key"]})
    assert len(ask(teacher, "GET", f"{COURSE}/allowance")) == 3
    ask(robot, "GET", f"{COURSE}/allowance", 403)
    return rows


def attempts(staff, teacher, robot, ids):
    """The robot takes an exam; the course's staff list and remove its attempt."""
    made = ask(robot, "POST", "attempt", json={"exam_id": ids[0], "start_clock": "true", "attempt_proctored": "false"})["exam_attempt_id"]
    mine = ask(robot, "GET", f"attempt/{made}")
    assert mine["status"] == "started" and mine["user"]["username"] == "robot", mine
    ask(teacher, "GET", f"attempt/{made}", 403)
    page = ask(teacher, "GET", "attempt/grouped/course_id/" + COURSE)
    assert page["pagination_info"]["total_pages"] == 1 and [a["id"] for a in page["proctored_exam_attempts"]] == [made], page
    found = ask(teacher, "GET", f"attempt/grouped/course_id/{COURSE}/search/rob")
    assert len(found["proctored_exam_attempts"]) == 1
    got = ask(staff, "GET", f"attempt/course_id/{COURSE}?content_id={BLOCK}quiz&user_id={mine['user']['id']}".replace("+", "%2B"))
    assert got["exam"]["attempt"]["attempt_id"] == made, got
    assert ask(robot, "PUT", f"attempt/{made}", json={"action": "submit"}) == {"exam_attempt_id": made}
    ask(teacher, "DELETE", f"attempt/{made}")
    ask(robot, "GET", f"attempt/{made}", 400)


def tokens():
    """A wrong secret gets no token; each form of the token's address gives one."""
    name, secret = os.environ["STAFF"].split(":")
    for url in (URL, URL + "/", URL + "/oauth2", URL + "/oauth2/access_token"):
        token, until = get_oauth_access_token(url, name, secret)
        print("token at", url[len(URL):] or "/", "good until", until.isoformat() > "2026")
        assert token.count(".") == 2
    try:
        get_oauth_access_token(URL, name, "wrong")
    except requests.HTTPError as e:
        assert e.response.status_code == 401, e
        assert e.response.json()["error"] == "invalid_client" and secret not in e.response.text
    else:
        raise AssertionError("a wrong secret got a token")


def main():
    """All of it."""
    tokens()
    staff, teacher, robot = client("STAFF"), client("TEACHER"), client("ROBOT")
    ids = exams(staff, robot)
    allowances(teacher, robot, ids)
    attempts(staff, teacher, robot, ids)
    print("all as expected")


main()
