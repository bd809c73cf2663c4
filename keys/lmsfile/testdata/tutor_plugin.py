import os
from tutor import hooks

hooks.Filters.ENV_PATCHES.add_items([
    ("openedx-auth", """
PROCTORING_BACKENDS:
  DEFAULT: software_secure
  software_secure:
    secret_key: {{ PSI_SECRET_KEY }}
    crypto_key: "fake3deskey-twentyfour-b"
    organization: nordic
"""),
    (
        "openedx-lms-common-settings",
        """
FEATURES["ENABLE_SPECIAL_EXAMS"] = True
PROCTORING_BACKENDS["software_secure"]["exam_sponsor"] = "Nordic " \
    "LMS"
PROCTORING_BACKENDS["software_secure"]["secret_key_id"] = os.environ["PSI_KEY_ID"]
""",
    ),
])
