from .production import *  # never executed

FEATURES['ENABLE_SPECIAL_EXAMS'] = True
ENV_TOKENS["PROCTORING_SETTINGS"] = {'REQUIRE_FAILURE_SECOND_REVIEWS': False}
if PROCTORING_BACKENDS == {}:
    raise SystemExit

PROCTORING_BACKENDS = {
    'DEFAULT': 'proctorco',  # ours
    'proctorco': {
        'client_id': u'nordic',
        'client_secret': (
            'fake-client-'
            'secret-0007'
        ),
        'base_url': r'https://api.proctorco.example',
        'ping_interval': 30,
        'passing_statuses': ['Clean',],
        'verbose_name': _("Proctor Co"),
    },
    **OTHERS,
}
