-- A user that may read what examdesk follows, and nothing else: no passwords, no sessions, no
-- answers. Change the password, and the host to the one from which examdesk connects.
-- For a database that is not called openedx, change that too.
CREATE USER IF NOT EXISTS 'examdesk'@'%' IDENTIFIED BY 'change-this-password';

GRANT SELECT ON openedx.proctoring_proctoredexam TO 'examdesk'@'%';
GRANT SELECT ON openedx.proctoring_proctoredexamhistory TO 'examdesk'@'%';
GRANT SELECT ON openedx.proctoring_proctoredexamreviewpolicy TO 'examdesk'@'%';
GRANT SELECT ON openedx.proctoring_proctoredexamreviewpolicyhistory TO 'examdesk'@'%';
GRANT SELECT ON openedx.proctoring_proctoredexamsoftwaresecurereview TO 'examdesk'@'%';
GRANT SELECT ON openedx.proctoring_proctoredexamsoftwaresecurereviewhistory TO 'examdesk'@'%';
GRANT SELECT ON openedx.proctoring_proctoredexamstudentallowance TO 'examdesk'@'%';
GRANT SELECT ON openedx.proctoring_proctoredexamstudentallowancehistory TO 'examdesk'@'%';
GRANT SELECT ON openedx.proctoring_proctoredexamstudentattempt TO 'examdesk'@'%';
GRANT SELECT ON openedx.proctoring_proctoredexamstudentattempt_history TO 'examdesk'@'%';
GRANT SELECT ON openedx.proctoring_proctoredexamstudentattemptcomment TO 'examdesk'@'%';
GRANT SELECT ON openedx.edx_when_contentdate TO 'examdesk'@'%';
GRANT SELECT ON openedx.edx_when_datepolicy TO 'examdesk'@'%';
GRANT SELECT ON openedx.edx_when_userdate TO 'examdesk'@'%';
GRANT SELECT ON openedx.django_migrations TO 'examdesk'@'%';
GRANT SELECT ON openedx.auth_group TO 'examdesk'@'%';
GRANT SELECT ON openedx.auth_user_groups TO 'examdesk'@'%';
GRANT SELECT ON openedx.student_courseaccessrole TO 'examdesk'@'%';
GRANT SELECT ON openedx.student_courseenrollment TO 'examdesk'@'%';
GRANT SELECT (id, username, email, first_name, last_name, is_staff, is_superuser, is_active, date_joined) ON openedx.auth_user TO 'examdesk'@'%';
GRANT SELECT (user_id, name) ON openedx.auth_userprofile TO 'examdesk'@'%';
GRANT SELECT (id, display_name, org, start, `end`) ON openedx.course_overviews_courseoverview TO 'examdesk'@'%';
