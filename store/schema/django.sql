-- The tables of edx-proctoring 5.2.0 and of what it stands on, as Django 3.2
-- makes them on SQLite. Read off a database that they wrote.

CREATE TABLE "django_migrations" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app" varchar(255) NOT NULL, "name" varchar(255) NOT NULL, "applied" datetime NOT NULL);

CREATE TABLE "auth_group_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED, "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "auth_user_groups" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "auth_user_user_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "django_admin_log" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "action_time" datetime NOT NULL, "object_id" text NULL, "object_repr" varchar(200) NOT NULL, "change_message" text NOT NULL, "content_type_id" integer NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "action_flag" smallint unsigned NOT NULL CHECK ("action_flag" >= 0));

CREATE TABLE "django_content_type" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app_label" varchar(100) NOT NULL, "model" varchar(100) NOT NULL);

CREATE TABLE "auth_permission" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "content_type_id" integer NOT NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED, "codename" varchar(100) NOT NULL, "name" varchar(255) NOT NULL);

CREATE TABLE "auth_group" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(150) NOT NULL UNIQUE);

CREATE TABLE "auth_user" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "password" varchar(128) NOT NULL, "last_login" datetime NULL, "is_superuser" bool NOT NULL, "username" varchar(150) NOT NULL UNIQUE, "last_name" varchar(150) NOT NULL, "email" varchar(254) NOT NULL, "is_staff" bool NOT NULL, "is_active" bool NOT NULL, "date_joined" datetime NOT NULL, "first_name" varchar(150) NOT NULL);

CREATE TABLE "proctoring_proctoredexamstudentallowance" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "created" datetime NOT NULL, "modified" datetime NOT NULL, "key" varchar(255) NOT NULL, "value" varchar(255) NOT NULL, "proctored_exam_id" integer NOT NULL REFERENCES "proctoring_proctoredexam" ("id") DEFERRABLE INITIALLY DEFERRED, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "proctoring_proctoredexamstudentallowancehistory" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "created" datetime NOT NULL, "modified" datetime NOT NULL, "allowance_id" integer NOT NULL, "key" varchar(255) NOT NULL, "value" varchar(255) NOT NULL, "proctored_exam_id" integer NOT NULL REFERENCES "proctoring_proctoredexam" ("id") DEFERRABLE INITIALLY DEFERRED, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "proctoring_proctoredexamstudentattemptcomment" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "created" datetime NOT NULL, "modified" datetime NOT NULL, "start_time" integer NOT NULL, "stop_time" integer NOT NULL, "duration" integer NOT NULL, "comment" text NOT NULL, "status" varchar(255) NOT NULL, "review_id" integer NOT NULL REFERENCES "proctoring_proctoredexamsoftwaresecurereview" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "proctoring_proctoredexam" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "created" datetime NOT NULL, "modified" datetime NOT NULL, "course_id" varchar(255) NOT NULL, "content_id" varchar(255) NOT NULL, "external_id" varchar(255) NULL, "exam_name" text NOT NULL, "time_limit_mins" integer NOT NULL, "due_date" datetime NULL, "is_proctored" bool NOT NULL, "is_practice_exam" bool NOT NULL, "is_active" bool NOT NULL, "hide_after_due" bool NOT NULL, "backend" varchar(255) NULL);

CREATE TABLE "proctoring_proctoredexamreviewpolicy" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "created" datetime NOT NULL, "modified" datetime NOT NULL, "review_policy" text NOT NULL, "proctored_exam_id" integer NOT NULL REFERENCES "proctoring_proctoredexam" ("id") DEFERRABLE INITIALLY DEFERRED, "set_by_user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "proctoring_proctoredexamreviewpolicyhistory" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "created" datetime NOT NULL, "modified" datetime NOT NULL, "original_id" integer NOT NULL, "review_policy" text NOT NULL, "proctored_exam_id" integer NOT NULL REFERENCES "proctoring_proctoredexam" ("id") DEFERRABLE INITIALLY DEFERRED, "set_by_user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "proctoring_proctoredexamsoftwaresecurereview" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "created" datetime NOT NULL, "modified" datetime NOT NULL, "attempt_code" varchar(255) NOT NULL UNIQUE, "review_status" varchar(255) NOT NULL, "raw_data" text NOT NULL, "exam_id" integer NULL REFERENCES "proctoring_proctoredexam" ("id") DEFERRABLE INITIALLY DEFERRED, "reviewed_by_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "student_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "is_attempt_active" bool NOT NULL, "encrypted_video_url" BLOB NULL);

CREATE TABLE "proctoring_proctoredexamsoftwaresecurereviewhistory" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "created" datetime NOT NULL, "modified" datetime NOT NULL, "attempt_code" varchar(255) NOT NULL, "review_status" varchar(255) NOT NULL, "raw_data" text NOT NULL, "exam_id" integer NULL REFERENCES "proctoring_proctoredexam" ("id") DEFERRABLE INITIALLY DEFERRED, "reviewed_by_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "student_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "is_attempt_active" bool NOT NULL, "encrypted_video_url" BLOB NULL);

CREATE TABLE "proctoring_proctoredexamstudentattempt_history" ("id" integer NOT NULL, "created" datetime NOT NULL, "modified" datetime NOT NULL, "started_at" datetime NULL, "completed_at" datetime NULL, "attempt_code" varchar(255) NULL, "external_id" varchar(255) NULL, "allowed_time_limit_mins" integer NULL, "status" varchar(64) NOT NULL, "taking_as_proctored" bool NOT NULL, "is_sample_attempt" bool NOT NULL, "review_policy_id" integer NULL, "is_status_acknowledged" bool NOT NULL, "time_remaining_seconds" integer NULL, "is_resumable" bool NOT NULL, "history_id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "history_date" datetime NOT NULL, "history_change_reason" varchar(100) NULL, "history_type" varchar(1) NOT NULL, "history_user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "proctored_exam_id" integer NULL, "user_id" integer NULL, "ready_to_resume" bool NOT NULL, "resumed" bool NOT NULL);

CREATE TABLE "proctoring_proctoredexamstudentattempt" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "created" datetime NOT NULL, "modified" datetime NOT NULL, "started_at" datetime NULL, "completed_at" datetime NULL, "attempt_code" varchar(255) NULL, "external_id" varchar(255) NULL, "allowed_time_limit_mins" integer NULL, "status" varchar(64) NOT NULL, "taking_as_proctored" bool NOT NULL, "is_sample_attempt" bool NOT NULL, "review_policy_id" integer NULL, "proctored_exam_id" integer NOT NULL REFERENCES "proctoring_proctoredexam" ("id") DEFERRABLE INITIALLY DEFERRED, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "is_status_acknowledged" bool NOT NULL, "time_remaining_seconds" integer NULL, "is_resumable" bool NOT NULL, "ready_to_resume" bool NOT NULL, "resumed" bool NOT NULL);

CREATE TABLE "proctoring_proctoredexamhistory" ("id" integer NOT NULL, "created" datetime NOT NULL, "modified" datetime NOT NULL, "course_id" varchar(255) NOT NULL, "content_id" varchar(255) NOT NULL, "external_id" varchar(255) NULL, "exam_name" text NOT NULL, "time_limit_mins" integer NOT NULL, "due_date" datetime NULL, "is_proctored" bool NOT NULL, "is_practice_exam" bool NOT NULL, "is_active" bool NOT NULL, "hide_after_due" bool NOT NULL, "backend" varchar(255) NULL, "history_id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "history_date" datetime NOT NULL, "history_change_reason" varchar(100) NULL, "history_type" varchar(1) NOT NULL, "history_user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "edx_when_datepolicy" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "created" datetime NOT NULL, "modified" datetime NOT NULL, "abs_date" datetime NULL, "rel_date" bigint NULL);

CREATE TABLE "edx_when_userdate" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "created" datetime NOT NULL, "modified" datetime NOT NULL, "abs_date" datetime NULL, "reason" text NOT NULL, "actor_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "content_date_id" integer NOT NULL REFERENCES "edx_when_contentdate" ("id") DEFERRABLE INITIALLY DEFERRED, "rel_date" bigint NULL);

CREATE TABLE "edx_when_contentdate" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "course_id" varchar(255) NOT NULL, "location" varchar(255) NULL, "policy_id" integer NOT NULL REFERENCES "edx_when_datepolicy" ("id") DEFERRABLE INITIALLY DEFERRED, "active" bool NOT NULL, "field" varchar(255) NOT NULL, "block_type" varchar(255) NULL);

CREATE TABLE "mock_apps_profile" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(100) NOT NULL, "user_id" integer NOT NULL UNIQUE REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "django_session" ("session_key" varchar(40) NOT NULL PRIMARY KEY, "session_data" text NOT NULL, "expire_date" datetime NOT NULL);

CREATE TABLE "django_site" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(50) NOT NULL, "domain" varchar(100) NOT NULL UNIQUE);

CREATE TABLE "waffle_flag_groups" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "flag_id" integer NOT NULL REFERENCES "waffle_flag" ("id") DEFERRABLE INITIALLY DEFERRED, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "waffle_flag_users" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "flag_id" integer NOT NULL REFERENCES "waffle_flag" ("id") DEFERRABLE INITIALLY DEFERRED, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "waffle_sample" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(100) NOT NULL UNIQUE, "percent" decimal NOT NULL, "note" text NOT NULL, "created" datetime NOT NULL, "modified" datetime NOT NULL);

CREATE TABLE "waffle_switch" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(100) NOT NULL UNIQUE, "active" bool NOT NULL, "note" text NOT NULL, "created" datetime NOT NULL, "modified" datetime NOT NULL);

CREATE TABLE "waffle_flag" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(100) NOT NULL UNIQUE, "percent" decimal NULL, "testing" bool NOT NULL, "superusers" bool NOT NULL, "staff" bool NOT NULL, "authenticated" bool NOT NULL, "languages" text NOT NULL, "rollout" bool NOT NULL, "note" text NOT NULL, "created" datetime NOT NULL, "modified" datetime NOT NULL, "everyone" bool NULL);

CREATE UNIQUE INDEX "auth_group_permissions_group_id_permission_id_0cd325b0_uniq" ON "auth_group_permissions" ("group_id", "permission_id");

CREATE INDEX "auth_group_permissions_group_id_b120cbf9" ON "auth_group_permissions" ("group_id");

CREATE INDEX "auth_group_permissions_permission_id_84c5c92e" ON "auth_group_permissions" ("permission_id");

CREATE UNIQUE INDEX "auth_user_groups_user_id_group_id_94350c0c_uniq" ON "auth_user_groups" ("user_id", "group_id");

CREATE INDEX "auth_user_groups_user_id_6a12ed8b" ON "auth_user_groups" ("user_id");

CREATE INDEX "auth_user_groups_group_id_97559544" ON "auth_user_groups" ("group_id");

CREATE UNIQUE INDEX "auth_user_user_permissions_user_id_permission_id_14a6b632_uniq" ON "auth_user_user_permissions" ("user_id", "permission_id");

CREATE INDEX "auth_user_user_permissions_user_id_a95ead1b" ON "auth_user_user_permissions" ("user_id");

CREATE INDEX "auth_user_user_permissions_permission_id_1fbb5f2c" ON "auth_user_user_permissions" ("permission_id");

CREATE INDEX "django_admin_log_content_type_id_c4bce8eb" ON "django_admin_log" ("content_type_id");

CREATE INDEX "django_admin_log_user_id_c564eba6" ON "django_admin_log" ("user_id");

CREATE UNIQUE INDEX "django_content_type_app_label_model_76bd3d3b_uniq" ON "django_content_type" ("app_label", "model");

CREATE UNIQUE INDEX "auth_permission_content_type_id_codename_01ab375a_uniq" ON "auth_permission" ("content_type_id", "codename");

CREATE INDEX "auth_permission_content_type_id_2f476e4b" ON "auth_permission" ("content_type_id");

CREATE INDEX "proctoring_proctoredexamstudentallowance_proctored_exam_id_9baf5a64" ON "proctoring_proctoredexamstudentallowance" ("proctored_exam_id");

CREATE INDEX "proctoring_proctoredexamstudentallowance_user_id_f21ce9b6" ON "proctoring_proctoredexamstudentallowance" ("user_id");

CREATE INDEX "proctoring_proctoredexamstudentallowancehistory_proctored_exam_id_a4c8237c" ON "proctoring_proctoredexamstudentallowancehistory" ("proctored_exam_id");

CREATE INDEX "proctoring_proctoredexamstudentallowancehistory_user_id_29b863c1" ON "proctoring_proctoredexamstudentallowancehistory" ("user_id");

CREATE INDEX "proctoring_proctoredexamstudentattemptcomment_review_id_7f4eec67" ON "proctoring_proctoredexamstudentattemptcomment" ("review_id");

CREATE UNIQUE INDEX "proctoring_proctoredexamstudentallowance_user_id_proctored_exam_id_key_56de5b8f_uniq" ON "proctoring_proctoredexamstudentallowance" ("user_id", "proctored_exam_id", "key");

CREATE UNIQUE INDEX "proctoring_proctoredexam_course_id_content_id_1d8358cc_uniq" ON "proctoring_proctoredexam" ("course_id", "content_id");

CREATE INDEX "proctoring_proctoredexam_course_id_8787b34f" ON "proctoring_proctoredexam" ("course_id");

CREATE INDEX "proctoring_proctoredexam_content_id_13d3bec4" ON "proctoring_proctoredexam" ("content_id");

CREATE INDEX "proctoring_proctoredexam_external_id_0181c110" ON "proctoring_proctoredexam" ("external_id");

CREATE INDEX "proctoring_proctoredexamreviewpolicy_proctored_exam_id_57f9ce30" ON "proctoring_proctoredexamreviewpolicy" ("proctored_exam_id");

CREATE INDEX "proctoring_proctoredexamreviewpolicy_set_by_user_id_7c101300" ON "proctoring_proctoredexamreviewpolicy" ("set_by_user_id");

CREATE INDEX "proctoring_proctoredexamreviewpolicyhistory_original_id_ca04913d" ON "proctoring_proctoredexamreviewpolicyhistory" ("original_id");

CREATE INDEX "proctoring_proctoredexamreviewpolicyhistory_proctored_exam_id_8126b616" ON "proctoring_proctoredexamreviewpolicyhistory" ("proctored_exam_id");

CREATE INDEX "proctoring_proctoredexamreviewpolicyhistory_set_by_user_id_42ce126e" ON "proctoring_proctoredexamreviewpolicyhistory" ("set_by_user_id");

CREATE INDEX "proctoring_proctoredexamsoftwaresecurereview_exam_id_ea6095a3" ON "proctoring_proctoredexamsoftwaresecurereview" ("exam_id");

CREATE INDEX "proctoring_proctoredexamsoftwaresecurereview_reviewed_by_id_546b4204" ON "proctoring_proctoredexamsoftwaresecurereview" ("reviewed_by_id");

CREATE INDEX "proctoring_proctoredexamsoftwaresecurereview_student_id_7e197288" ON "proctoring_proctoredexamsoftwaresecurereview" ("student_id");

CREATE INDEX "proctoring_proctoredexamsoftwaresecurereviewhistory_attempt_code_695faa63" ON "proctoring_proctoredexamsoftwaresecurereviewhistory" ("attempt_code");

CREATE INDEX "proctoring_proctoredexamsoftwaresecurereviewhistory_exam_id_380d8588" ON "proctoring_proctoredexamsoftwaresecurereviewhistory" ("exam_id");

CREATE INDEX "proctoring_proctoredexamsoftwaresecurereviewhistory_reviewed_by_id_bb993b3a" ON "proctoring_proctoredexamsoftwaresecurereviewhistory" ("reviewed_by_id");

CREATE INDEX "proctoring_proctoredexamsoftwaresecurereviewhistory_student_id_97a63653" ON "proctoring_proctoredexamsoftwaresecurereviewhistory" ("student_id");

CREATE INDEX "proctoring_proctoredexamstudentattempt_history_id_849280b0" ON "proctoring_proctoredexamstudentattempt_history" ("id");

CREATE INDEX "proctoring_proctoredexamstudentattempt_history_attempt_code_2719f85f" ON "proctoring_proctoredexamstudentattempt_history" ("attempt_code");

CREATE INDEX "proctoring_proctoredexamstudentattempt_history_external_id_210c6def" ON "proctoring_proctoredexamstudentattempt_history" ("external_id");

CREATE INDEX "proctoring_proctoredexamstudentattempt_history_history_user_id_8594589b" ON "proctoring_proctoredexamstudentattempt_history" ("history_user_id");

CREATE INDEX "proctoring_proctoredexamstudentattempt_history_proctored_exam_id_446aaba3" ON "proctoring_proctoredexamstudentattempt_history" ("proctored_exam_id");

CREATE INDEX "proctoring_proctoredexamstudentattempt_history_user_id_ea9fa127" ON "proctoring_proctoredexamstudentattempt_history" ("user_id");

CREATE INDEX "proctoring_proctoredexamstudentattempt_attempt_code_b10ad854" ON "proctoring_proctoredexamstudentattempt" ("attempt_code");

CREATE INDEX "proctoring_proctoredexamstudentattempt_external_id_9c302af3" ON "proctoring_proctoredexamstudentattempt" ("external_id");

CREATE INDEX "proctoring_proctoredexamstudentattempt_proctored_exam_id_0732c688" ON "proctoring_proctoredexamstudentattempt" ("proctored_exam_id");

CREATE INDEX "proctoring_proctoredexamstudentattempt_user_id_2b58b7ed" ON "proctoring_proctoredexamstudentattempt" ("user_id");

CREATE INDEX "proctoring_proctoredexamhistory_id_bcb725e3" ON "proctoring_proctoredexamhistory" ("id");

CREATE INDEX "proctoring_proctoredexamhistory_course_id_66a57818" ON "proctoring_proctoredexamhistory" ("course_id");

CREATE INDEX "proctoring_proctoredexamhistory_content_id_ac9543fc" ON "proctoring_proctoredexamhistory" ("content_id");

CREATE INDEX "proctoring_proctoredexamhistory_external_id_711a44cd" ON "proctoring_proctoredexamhistory" ("external_id");

CREATE INDEX "proctoring_proctoredexamhistory_history_user_id_f11ddc53" ON "proctoring_proctoredexamhistory" ("history_user_id");

CREATE INDEX "edx_when_datepolicy_abs_date_1a510cd3" ON "edx_when_datepolicy" ("abs_date");

CREATE INDEX "edx_when_datepolicy_rel_date_836d6051" ON "edx_when_datepolicy" ("rel_date");

CREATE INDEX "edx_when_userdate_actor_id_cbef1cdc" ON "edx_when_userdate" ("actor_id");

CREATE INDEX "edx_when_userdate_user_id_46e8cc36" ON "edx_when_userdate" ("user_id");

CREATE INDEX "edx_when_userdate_content_date_id_35c5e2e2" ON "edx_when_userdate" ("content_date_id");

CREATE INDEX "edx_when_userdate_rel_date_954ee5b4" ON "edx_when_userdate" ("rel_date");

CREATE UNIQUE INDEX "edx_when_contentdate_policy_id_location_field_a26790ec_uniq" ON "edx_when_contentdate" ("policy_id", "location", "field");

CREATE INDEX "edx_when_contentdate_course_id_e6c39fdc" ON "edx_when_contentdate" ("course_id");

CREATE INDEX "edx_when_contentdate_location_485206ea" ON "edx_when_contentdate" ("location");

CREATE INDEX "edx_when_contentdate_policy_id_af2bcaf4" ON "edx_when_contentdate" ("policy_id");

CREATE INDEX "edx_when_course_block_type_idx" ON "edx_when_contentdate" ("course_id", "block_type");

CREATE INDEX "django_session_expire_date_a5c62663" ON "django_session" ("expire_date");

CREATE UNIQUE INDEX "waffle_flag_groups_flag_id_group_id_8ba0c71b_uniq" ON "waffle_flag_groups" ("flag_id", "group_id");

CREATE INDEX "waffle_flag_groups_flag_id_c11c0c05" ON "waffle_flag_groups" ("flag_id");

CREATE INDEX "waffle_flag_groups_group_id_a97c4f66" ON "waffle_flag_groups" ("group_id");

CREATE UNIQUE INDEX "waffle_flag_users_flag_id_user_id_b46f76b0_uniq" ON "waffle_flag_users" ("flag_id", "user_id");

CREATE INDEX "waffle_flag_users_flag_id_833c37b0" ON "waffle_flag_users" ("flag_id");

CREATE INDEX "waffle_flag_users_user_id_8026df9b" ON "waffle_flag_users" ("user_id");

CREATE INDEX "waffle_sample_created_76198bd5" ON "waffle_sample" ("created");

CREATE INDEX "waffle_switch_created_c004e77e" ON "waffle_switch" ("created");

CREATE INDEX "waffle_flag_created_4a6e8cef" ON "waffle_flag" ("created");

INSERT INTO django_migrations (app, name, applied) VALUES
  ('contenttypes', '0001_initial', '2026-01-01 00:00:00'),
  ('auth', '0001_initial', '2026-01-01 00:00:00'),
  ('admin', '0001_initial', '2026-01-01 00:00:00'),
  ('admin', '0002_logentry_remove_auto_add', '2026-01-01 00:00:00'),
  ('admin', '0003_logentry_add_action_flag_choices', '2026-01-01 00:00:00'),
  ('contenttypes', '0002_remove_content_type_name', '2026-01-01 00:00:00'),
  ('auth', '0002_alter_permission_name_max_length', '2026-01-01 00:00:00'),
  ('auth', '0003_alter_user_email_max_length', '2026-01-01 00:00:00'),
  ('auth', '0004_alter_user_username_opts', '2026-01-01 00:00:00'),
  ('auth', '0005_alter_user_last_login_null', '2026-01-01 00:00:00'),
  ('auth', '0006_require_contenttypes_0002', '2026-01-01 00:00:00'),
  ('auth', '0007_alter_validators_add_error_messages', '2026-01-01 00:00:00'),
  ('auth', '0008_alter_user_username_max_length', '2026-01-01 00:00:00'),
  ('auth', '0009_alter_user_last_name_max_length', '2026-01-01 00:00:00'),
  ('auth', '0010_alter_group_name_max_length', '2026-01-01 00:00:00'),
  ('auth', '0011_update_proxy_permissions', '2026-01-01 00:00:00'),
  ('auth', '0012_alter_user_first_name_max_length', '2026-01-01 00:00:00'),
  ('edx_proctoring', '0001_initial', '2026-01-01 00:00:00'),
  ('edx_proctoring', '0002_proctoredexamstudentattempt_is_status_acknowledged', '2026-01-01 00:00:00'),
  ('edx_proctoring', '0003_auto_20160101_0525', '2026-01-01 00:00:00'),
  ('edx_proctoring', '0004_auto_20160201_0523', '2026-01-01 00:00:00'),
  ('edx_proctoring', '0005_proctoredexam_hide_after_due', '2026-01-01 00:00:00'),
  ('edx_proctoring', '0006_allowed_time_limit_mins', '2026-01-01 00:00:00'),
  ('edx_proctoring', '0007_proctoredexam_backend', '2026-01-01 00:00:00'),
  ('edx_proctoring', '0008_auto_20181116_1551', '2026-01-01 00:00:00'),
  ('edx_proctoring', '0009_proctoredexamreviewpolicy_remove_rules', '2026-01-01 00:00:00'),
  ('edx_proctoring', '0010_update_backend', '2026-01-01 00:00:00'),
  ('edx_proctoring', '0011_allow_multiple_attempts', '2026-01-01 00:00:00'),
  ('edx_proctoring', '0012_proctoredexamstudentattempt_time_remaining_seconds', '2026-01-01 00:00:00'),
  ('edx_proctoring', '0013_proctoredexamsoftwaresecurereview_is_active_attempt', '2026-01-01 00:00:00'),
  ('edx_proctoring', '0014_add_is_resumable_to_proctoredexamstudentattempt', '2026-01-01 00:00:00'),
  ('edx_proctoring', '0015_rm_proctoredexamstudentattempt_ips', '2026-01-01 00:00:00'),
  ('edx_proctoring', '0016_nullable_proctoredexamstudentattempt_name', '2026-01-01 00:00:00'),
  ('edx_proctoring', '0017_rm_proctoredexamstudentattempt_name', '2026-01-01 00:00:00'),
  ('edx_proctoring', '0018_historicalproctoredexamstudentattempt', '2026-01-01 00:00:00'),
  ('edx_proctoring', '0019_proctoredexamsoftwaresecurereview_encrypted_video_url', '2026-01-01 00:00:00'),
  ('edx_proctoring', '0020_auto_20211028_1915', '2026-01-01 00:00:00'),
  ('edx_proctoring', '0021_auto_20211029_1353', '2026-01-01 00:00:00'),
  ('edx_proctoring', '0022_proctoredexamstudentattempt_add_readytoresume_resumed', '2026-01-01 00:00:00'),
  ('edx_proctoring', '0023_historicalproctoredexam', '2026-01-01 00:00:00'),
  ('edx_proctoring', '0024_delete_proctoredexamstudentattempthistory', '2026-01-01 00:00:00'),
  ('edx_proctoring', '0025_auto_20230727_2112', '2026-01-01 00:00:00'),
  ('edx_when', '0001_initial', '2026-01-01 00:00:00'),
  ('edx_when', '0002_auto_20190318_1736', '2026-01-01 00:00:00'),
  ('edx_when', '0003_auto_20190402_1501', '2026-01-01 00:00:00'),
  ('edx_when', '0004_datepolicy_rel_date', '2026-01-01 00:00:00'),
  ('edx_when', '0005_auto_20190911_1056', '2026-01-01 00:00:00'),
  ('edx_when', '0006_drop_active_index', '2026-01-01 00:00:00'),
  ('edx_when', '0007_meta_tweaks', '2026-01-01 00:00:00'),
  ('edx_when', '0008_courseversion_block_type', '2026-01-01 00:00:00'),
  ('mock_apps', '0001_initial', '2026-01-01 00:00:00'),
  ('sessions', '0001_initial', '2026-01-01 00:00:00'),
  ('sites', '0001_initial', '2026-01-01 00:00:00'),
  ('sites', '0002_alter_domain_unique', '2026-01-01 00:00:00'),
  ('waffle', '0001_initial', '2026-01-01 00:00:00'),
  ('waffle', '0002_auto_20161201_0958', '2026-01-01 00:00:00'),
  ('waffle', '0003_update_strings_for_i18n', '2026-01-01 00:00:00'),
  ('waffle', '0004_update_everyone_nullbooleanfield', '2026-01-01 00:00:00');
