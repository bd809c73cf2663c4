-- The side tables follow Django's tables, whoever writes them and however. A
-- conflict clause of the writer's statement rules inside triggers too: "INSERT
-- OR IGNORE" would fail in an upsert and replace in a REPLACE, so nothing here
-- relies on one. What a REPLACE removes fires no delete trigger: the rows that
-- a statement may replace are marked before it, and looked for after it.
-- {{…}} is filled in by migrate.go: names are a learner's names, and keys the
-- columns by which a row may be in another's place.
CREATE TRIGGER examdesk_attempt_mark BEFORE INSERT ON proctoring_proctoredexamstudentattempt BEGIN
    DELETE FROM examdesk_mark WHERE place = 'attempt';
    INSERT INTO examdesk_mark (place, id, a, b, user_id, exam_id)
        SELECT 'attempt', id, attempt_code, external_id, user_id, proctored_exam_id FROM proctoring_proctoredexamstudentattempt WHERE {{attempt_clash}};
END;
CREATE TRIGGER examdesk_attempt_ins AFTER INSERT ON proctoring_proctoredexamstudentattempt BEGIN
    INSERT INTO examdesk_code (examdesk_code, rowid, code, external) SELECT 'delete', m.id, m.a, m.b FROM examdesk_mark m WHERE m.place = 'attempt'
        AND (m.id = NEW.id OR NOT EXISTS (SELECT 1 FROM proctoring_proctoredexamstudentattempt a WHERE a.id = m.id));
    DELETE FROM examdesk_attempt WHERE attempt_id IN (SELECT NEW.id UNION ALL SELECT m.id FROM examdesk_mark m WHERE m.place = 'attempt'
        AND NOT EXISTS (SELECT 1 FROM proctoring_proctoredexamstudentattempt a WHERE a.id = m.id));
    INSERT INTO examdesk_attempt SELECT * FROM examdesk_source WHERE attempt_id = NEW.id;
    INSERT INTO examdesk_code (rowid, code, external) VALUES (NEW.id, NEW.attempt_code, NEW.external_id);
    UPDATE examdesk_attempt SET watch = NULL
        WHERE user_id = NEW.user_id AND exam_id = NEW.proctored_exam_id AND status = 'onboarding_reset' AND attempt_id < NEW.id;
    UPDATE examdesk_attempt SET watch = (SELECT s.watch FROM examdesk_source s WHERE s.attempt_id = examdesk_attempt.attempt_id)
        WHERE user_id IN (SELECT user_id FROM examdesk_mark WHERE place = 'attempt') AND status = 'onboarding_reset';
    DELETE FROM examdesk_mark WHERE place = 'attempt';
END;
CREATE TRIGGER examdesk_attempt_upd AFTER UPDATE ON proctoring_proctoredexamstudentattempt WHEN OLD.id = NEW.id BEGIN
    UPDATE examdesk_attempt SET (modified, status, course_no, exam_id, user_id, backend, review, reviewer_id,
            waiting, practice, proctored, resumable, watch, deadline) =
        (SELECT modified, status, course_no, exam_id, user_id, backend, review, reviewer_id,
            waiting, practice, proctored, resumable, watch, deadline FROM examdesk_source WHERE attempt_id = NEW.id)
        WHERE attempt_id = NEW.id;
END;
CREATE TRIGGER examdesk_attempt_move AFTER UPDATE OF user_id, proctored_exam_id ON proctoring_proctoredexamstudentattempt
    WHEN OLD.user_id IS NOT NEW.user_id OR OLD.proctored_exam_id IS NOT NEW.proctored_exam_id BEGIN
    UPDATE examdesk_attempt SET watch = (SELECT s.watch FROM examdesk_source s WHERE s.attempt_id = examdesk_attempt.attempt_id)
        WHERE user_id IN (OLD.user_id, NEW.user_id) AND status = 'onboarding_reset';
END;
CREATE TRIGGER examdesk_attempt_code_upd
    AFTER UPDATE OF attempt_code, external_id ON proctoring_proctoredexamstudentattempt
    WHEN OLD.id = NEW.id AND (OLD.attempt_code IS NOT NEW.attempt_code OR OLD.external_id IS NOT NEW.external_id) BEGIN
    INSERT INTO examdesk_code (examdesk_code, rowid, code, external) VALUES ('delete', OLD.id, OLD.attempt_code, OLD.external_id);
    INSERT INTO examdesk_code (rowid, code, external) VALUES (NEW.id, NEW.attempt_code, NEW.external_id);
END;
CREATE TRIGGER examdesk_attempt_key_mark BEFORE UPDATE OF {{attempt_keys}} ON proctoring_proctoredexamstudentattempt BEGIN
    DELETE FROM examdesk_mark WHERE place = 'attempt';
    INSERT INTO examdesk_mark (place, id, a, b, user_id, exam_id)
        SELECT 'attempt', id, attempt_code, external_id, user_id, proctored_exam_id FROM proctoring_proctoredexamstudentattempt
        WHERE id <> OLD.id AND ({{attempt_clash}});
END;
CREATE TRIGGER examdesk_attempt_key AFTER UPDATE OF {{attempt_keys}} ON proctoring_proctoredexamstudentattempt
    WHEN OLD.id <> NEW.id OR EXISTS (SELECT 1 FROM examdesk_mark WHERE place = 'attempt') BEGIN
    INSERT INTO examdesk_code (examdesk_code, rowid, code, external) SELECT 'delete', m.id, m.a, m.b FROM examdesk_mark m WHERE m.place = 'attempt'
        AND (m.id = NEW.id OR NOT EXISTS (SELECT 1 FROM proctoring_proctoredexamstudentattempt a WHERE a.id = m.id));
    INSERT INTO examdesk_code (examdesk_code, rowid, code, external) SELECT 'delete', OLD.id, OLD.attempt_code, OLD.external_id WHERE OLD.id <> NEW.id;
    INSERT INTO examdesk_code (rowid, code, external) SELECT NEW.id, NEW.attempt_code, NEW.external_id WHERE OLD.id <> NEW.id;
    DELETE FROM examdesk_attempt WHERE attempt_id IN (SELECT NEW.id UNION ALL SELECT OLD.id UNION ALL SELECT m.id FROM examdesk_mark m
        WHERE m.place = 'attempt' AND NOT EXISTS (SELECT 1 FROM proctoring_proctoredexamstudentattempt a WHERE a.id = m.id));
    INSERT INTO examdesk_attempt SELECT * FROM examdesk_source WHERE attempt_id = NEW.id;
    UPDATE examdesk_attempt SET watch = (SELECT s.watch FROM examdesk_source s WHERE s.attempt_id = examdesk_attempt.attempt_id)
        WHERE user_id IN (SELECT NEW.user_id UNION ALL SELECT user_id FROM examdesk_mark WHERE place = 'attempt') AND status = 'onboarding_reset';
    DELETE FROM examdesk_mark WHERE place = 'attempt';
END;
CREATE TRIGGER examdesk_attempt_del AFTER DELETE ON proctoring_proctoredexamstudentattempt BEGIN
    DELETE FROM examdesk_mark WHERE place = 'attempt' AND id = OLD.id;
    DELETE FROM examdesk_attempt WHERE attempt_id = OLD.id;
    INSERT INTO examdesk_code (examdesk_code, rowid, code, external) VALUES ('delete', OLD.id, OLD.attempt_code, OLD.external_id);
    UPDATE examdesk_attempt SET watch = (SELECT s.watch FROM examdesk_source s WHERE s.attempt_id = examdesk_attempt.attempt_id)
        WHERE user_id = OLD.user_id AND exam_id = OLD.proctored_exam_id AND status = 'onboarding_reset';
END;
CREATE TRIGGER examdesk_review_mark BEFORE INSERT ON proctoring_proctoredexamsoftwaresecurereview BEGIN
    DELETE FROM examdesk_mark WHERE place = 'review';
    INSERT INTO examdesk_mark (place, id, a) SELECT 'review', id, attempt_code FROM proctoring_proctoredexamsoftwaresecurereview WHERE {{review_clash}};
END;
CREATE TRIGGER examdesk_review_ins AFTER INSERT ON proctoring_proctoredexamsoftwaresecurereview BEGIN
    UPDATE examdesk_attempt SET (review, reviewer_id, waiting, watch) =
        (SELECT review, reviewer_id, waiting, watch FROM examdesk_source s WHERE s.attempt_id = examdesk_attempt.attempt_id)
        WHERE attempt_id IN (SELECT id FROM proctoring_proctoredexamstudentattempt WHERE attempt_code IN
            (SELECT NEW.attempt_code UNION ALL SELECT a FROM examdesk_mark WHERE place = 'review'));
    DELETE FROM examdesk_mark WHERE place = 'review';
END;
CREATE TRIGGER examdesk_review_key_mark BEFORE UPDATE OF {{review_keys}} ON proctoring_proctoredexamsoftwaresecurereview BEGIN
    DELETE FROM examdesk_mark WHERE place = 'review';
    INSERT INTO examdesk_mark (place, id, a) SELECT 'review', id, attempt_code FROM proctoring_proctoredexamsoftwaresecurereview
        WHERE id <> OLD.id AND ({{review_clash}});
END;
CREATE TRIGGER examdesk_review_upd AFTER UPDATE OF review_status, reviewed_by_id, {{review_keys}}
    ON proctoring_proctoredexamsoftwaresecurereview BEGIN
    UPDATE examdesk_attempt SET (review, reviewer_id, waiting, watch) =
        (SELECT review, reviewer_id, waiting, watch FROM examdesk_source s WHERE s.attempt_id = examdesk_attempt.attempt_id)
        WHERE attempt_id IN (SELECT id FROM proctoring_proctoredexamstudentattempt WHERE attempt_code IN
            (SELECT OLD.attempt_code UNION ALL SELECT NEW.attempt_code UNION ALL SELECT a FROM examdesk_mark WHERE place = 'review'));
END;
CREATE TRIGGER examdesk_review_del AFTER DELETE ON proctoring_proctoredexamsoftwaresecurereview BEGIN
    UPDATE examdesk_attempt SET (review, reviewer_id, waiting, watch) =
        (SELECT review, reviewer_id, waiting, watch FROM examdesk_source s WHERE s.attempt_id = examdesk_attempt.attempt_id)
        WHERE attempt_id IN (SELECT id FROM proctoring_proctoredexamstudentattempt WHERE attempt_code = OLD.attempt_code);
END;
CREATE TRIGGER examdesk_exam_mark BEFORE INSERT ON proctoring_proctoredexam BEGIN
    DELETE FROM examdesk_mark WHERE place = 'exam';
    INSERT INTO examdesk_mark (place, id) SELECT 'exam', id FROM proctoring_proctoredexam WHERE {{exam_clash}};
END;
CREATE TRIGGER examdesk_exam_ins AFTER INSERT ON proctoring_proctoredexam BEGIN
    INSERT INTO examdesk_course (course_id) SELECT NEW.course_id WHERE NOT EXISTS (SELECT 1 FROM examdesk_course WHERE course_id = NEW.course_id);
    UPDATE examdesk_attempt SET (course_no, backend, practice, proctored, watch) =
        (SELECT course_no, backend, practice, proctored, watch FROM examdesk_source s WHERE s.attempt_id = examdesk_attempt.attempt_id)
        WHERE exam_id IN (SELECT NEW.id UNION ALL SELECT id FROM examdesk_mark WHERE place = 'exam');
    DELETE FROM examdesk_mark WHERE place = 'exam';
END;
CREATE TRIGGER examdesk_exam_key_mark BEFORE UPDATE OF {{exam_keys}} ON proctoring_proctoredexam BEGIN
    DELETE FROM examdesk_mark WHERE place = 'exam';
    INSERT INTO examdesk_mark (place, id) SELECT 'exam', id FROM proctoring_proctoredexam WHERE id <> OLD.id AND ({{exam_clash}});
END;
CREATE TRIGGER examdesk_exam_upd AFTER UPDATE OF backend, is_proctored, is_practice_exam, {{exam_keys}}
    ON proctoring_proctoredexam
    WHEN OLD.course_id IS NOT NEW.course_id OR OLD.backend IS NOT NEW.backend OR OLD.id <> NEW.id
        OR OLD.is_proctored IS NOT NEW.is_proctored OR OLD.is_practice_exam IS NOT NEW.is_practice_exam
        OR EXISTS (SELECT 1 FROM examdesk_mark WHERE place = 'exam') BEGIN
    INSERT INTO examdesk_course (course_id) SELECT NEW.course_id WHERE NOT EXISTS (SELECT 1 FROM examdesk_course WHERE course_id = NEW.course_id);
    UPDATE examdesk_attempt SET (course_no, backend, practice, proctored, watch) =
        (SELECT course_no, backend, practice, proctored, watch FROM examdesk_source s WHERE s.attempt_id = examdesk_attempt.attempt_id)
        WHERE exam_id IN (SELECT OLD.id UNION ALL SELECT NEW.id UNION ALL SELECT id FROM examdesk_mark WHERE place = 'exam');
    DELETE FROM examdesk_mark WHERE place = 'exam';
END;
CREATE TRIGGER examdesk_exam_del AFTER DELETE ON proctoring_proctoredexam BEGIN
    UPDATE examdesk_attempt SET (course_no, backend, practice, proctored, watch) =
        (SELECT course_no, backend, practice, proctored, watch FROM examdesk_source s WHERE s.attempt_id = examdesk_attempt.attempt_id)
        WHERE exam_id = OLD.id;
END;
-- The counts follow the side table.
CREATE TRIGGER examdesk_count_ins AFTER INSERT ON examdesk_attempt BEGIN
    INSERT INTO examdesk_count SELECT NEW.course_no, NEW.status, NEW.waiting, NEW.practice, 0 WHERE NOT EXISTS (SELECT 1 FROM examdesk_count
        WHERE course_no = NEW.course_no AND status = NEW.status AND waiting = NEW.waiting AND practice = NEW.practice);
    UPDATE examdesk_count SET n = n + 1
        WHERE course_no = NEW.course_no AND status = NEW.status AND waiting = NEW.waiting AND practice = NEW.practice;
END;
CREATE TRIGGER examdesk_count_upd AFTER UPDATE ON examdesk_attempt
    WHEN OLD.course_no <> NEW.course_no OR OLD.status <> NEW.status OR OLD.waiting <> NEW.waiting OR OLD.practice <> NEW.practice BEGIN
    UPDATE examdesk_count SET n = n - 1
        WHERE course_no = OLD.course_no AND status = OLD.status AND waiting = OLD.waiting AND practice = OLD.practice;
    INSERT INTO examdesk_count SELECT NEW.course_no, NEW.status, NEW.waiting, NEW.practice, 0 WHERE NOT EXISTS (SELECT 1 FROM examdesk_count
        WHERE course_no = NEW.course_no AND status = NEW.status AND waiting = NEW.waiting AND practice = NEW.practice);
    UPDATE examdesk_count SET n = n + 1
        WHERE course_no = NEW.course_no AND status = NEW.status AND waiting = NEW.waiting AND practice = NEW.practice;
END;
CREATE TRIGGER examdesk_count_del AFTER DELETE ON examdesk_attempt BEGIN
    UPDATE examdesk_count SET n = n - 1
        WHERE course_no = OLD.course_no AND status = OLD.status AND waiting = OLD.waiting AND practice = OLD.practice;
END;
-- The search index follows the users and their profiles.
CREATE TRIGGER examdesk_user_mark BEFORE INSERT ON auth_user BEGIN
    DELETE FROM examdesk_mark WHERE place = 'user';
    INSERT INTO examdesk_mark (place, id) SELECT 'user', id FROM auth_user WHERE {{user_clash}};
END;
CREATE TRIGGER examdesk_user_ins AFTER INSERT ON auth_user BEGIN
    DELETE FROM examdesk_learner WHERE rowid = NEW.id;
    DELETE FROM examdesk_learner WHERE rowid IN (SELECT m.id FROM examdesk_mark m
        WHERE m.place = 'user' AND NOT EXISTS (SELECT 1 FROM auth_user u WHERE u.id = m.id));
    INSERT INTO examdesk_learner (rowid, username, email, name) VALUES (NEW.id, NEW.username, NEW.email, {{names}});
    {{terms NEW.id}}
END;
CREATE TRIGGER examdesk_user_key_mark BEFORE UPDATE OF {{user_keys}} ON auth_user BEGIN
    DELETE FROM examdesk_mark WHERE place = 'user';
    INSERT INTO examdesk_mark (place, id) SELECT 'user', id FROM auth_user WHERE id <> OLD.id AND ({{user_clash}});
END;
CREATE TRIGGER examdesk_user_upd AFTER UPDATE OF email, first_name, last_name, {{user_keys}} ON auth_user
    WHEN OLD.id <> NEW.id OR OLD.username IS NOT NEW.username OR OLD.email IS NOT NEW.email
        OR OLD.first_name IS NOT NEW.first_name OR OLD.last_name IS NOT NEW.last_name BEGIN
    DELETE FROM examdesk_learner WHERE rowid = OLD.id;
    DELETE FROM examdesk_learner WHERE rowid = NEW.id;
    DELETE FROM examdesk_learner WHERE rowid IN (SELECT m.id FROM examdesk_mark m
        WHERE m.place = 'user' AND NOT EXISTS (SELECT 1 FROM auth_user u WHERE u.id = m.id));
    INSERT INTO examdesk_learner (rowid, username, email, name) VALUES (NEW.id, NEW.username, NEW.email, {{names}});
    {{terms NEW.id}}
END;
CREATE TRIGGER examdesk_user_del AFTER DELETE ON auth_user BEGIN
    DELETE FROM examdesk_learner WHERE rowid = OLD.id;
END;
-- The groups follow the side table, and what else places them.
CREATE TRIGGER examdesk_group_ins AFTER INSERT ON examdesk_attempt BEGIN
    {{group NEW.user_id NEW.exam_id}}
END;
CREATE TRIGGER examdesk_group_upd AFTER UPDATE ON examdesk_attempt
    WHEN OLD.course_no <> NEW.course_no OR OLD.user_id <> NEW.user_id OR OLD.exam_id <> NEW.exam_id BEGIN
    {{group OLD.user_id OLD.exam_id}}
    {{group NEW.user_id NEW.exam_id}}
END;
CREATE TRIGGER examdesk_group_del AFTER DELETE ON examdesk_attempt BEGIN
    {{group OLD.user_id OLD.exam_id}}
END;
CREATE TRIGGER examdesk_group_created AFTER UPDATE OF created ON proctoring_proctoredexamstudentattempt
    WHEN OLD.created IS NOT NEW.created BEGIN
    {{group NEW.user_id NEW.proctored_exam_id}}
END;
-- The stretches count the groups; one that has become long is cut in two.
CREATE TRIGGER examdesk_stretch_ins AFTER INSERT ON examdesk_group BEGIN
    INSERT INTO examdesk_stretch (course_no, created, nid, n) SELECT NEW.course_no, x'', 0, 0
        WHERE NOT EXISTS (SELECT 1 FROM examdesk_stretch WHERE course_no = NEW.course_no);
    UPDATE examdesk_stretch SET n = n + 1 WHERE course_no = NEW.course_no AND (created, nid) =
        (SELECT created, nid FROM examdesk_stretch WHERE course_no = NEW.course_no AND (created, nid) >= (NEW.created, NEW.nid) ORDER BY created, nid LIMIT 1);
END;
CREATE TRIGGER examdesk_stretch_del AFTER DELETE ON examdesk_group BEGIN
    UPDATE examdesk_stretch SET n = n - 1 WHERE course_no = OLD.course_no AND (created, nid) =
        (SELECT created, nid FROM examdesk_stretch WHERE course_no = OLD.course_no AND (created, nid) >= (OLD.created, OLD.nid) ORDER BY created, nid LIMIT 1);
    DELETE FROM examdesk_stretch WHERE course_no = OLD.course_no AND n = 0 AND created <> x'' AND (created, nid) =
        (SELECT created, nid FROM examdesk_stretch WHERE course_no = OLD.course_no AND (created, nid) >= (OLD.created, OLD.nid) ORDER BY created, nid LIMIT 1);
END;
CREATE TRIGGER examdesk_stretch_split AFTER UPDATE OF n ON examdesk_stretch WHEN NEW.n > 2048 BEGIN
    INSERT INTO examdesk_stretch (course_no, created, nid, n) SELECT course_no, created, nid, NEW.n - 1024 FROM examdesk_group
        WHERE course_no = NEW.course_no AND (created, nid) <= (NEW.created, NEW.nid) ORDER BY created DESC, nid DESC LIMIT 1 OFFSET 1024;
    UPDATE examdesk_stretch SET n = 1024 WHERE course_no = NEW.course_no AND created = NEW.created AND nid = NEW.nid;
END;
