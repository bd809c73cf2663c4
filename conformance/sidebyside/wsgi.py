"""edx-proctoring's REST API for gunicorn, on the database that SIDE_DATABASE names, with
tokens signed by SIDE_KEY. Connections are kept, and every commit is synced in full.
"""
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "http"))
import lms  # noqa: E402  (it lies beside)

application = lms.application(
    os.environ["SIDE_DATABASE"], os.environ["SIDE_KEY"], CONN_MAX_AGE=None, OPTIONS={"init_command": "PRAGMA synchronous=FULL", "timeout": 20})
