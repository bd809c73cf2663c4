-- The side table follows Django's tables.
CREATE TRIGGER IF NOT EXISTS examdesk_attempt_ins AFTER INSERT ON proctoring_proctoredexamstudentattempt BEGIN
    INSERT INTO examdesk_attempt SELECT * FROM examdesk_source WHERE attempt_id = NEW.id;
    INSERT INTO examdesk_code (rowid, code, external) VALUES (NEW.id, NEW.attempt_code, NEW.external_id);
    UPDATE examdesk_attempt SET watch = NULL
        WHERE user_id = NEW.user_id AND exam_id = NEW.proctored_exam_id AND status = 'onboarding_reset' AND attempt_id < NEW.id;
END;
CREATE TRIGGER IF NOT EXISTS examdesk_attempt_upd AFTER UPDATE ON proctoring_proctoredexamstudentattempt BEGIN
    UPDATE examdesk_attempt SET (modified, status, course_no, exam_id, user_id, backend, review, reviewer_id,
            waiting, practice, proctored, resumable, watch, deadline) =
        (SELECT modified, status, course_no, exam_id, user_id, backend, review, reviewer_id,
            waiting, practice, proctored, resumable, watch, deadline FROM examdesk_source WHERE attempt_id = NEW.id)
        WHERE attempt_id = NEW.id;
END;
CREATE TRIGGER IF NOT EXISTS examdesk_attempt_code_upd
    AFTER UPDATE OF attempt_code, external_id ON proctoring_proctoredexamstudentattempt
    WHEN OLD.attempt_code IS NOT NEW.attempt_code OR OLD.external_id IS NOT NEW.external_id BEGIN
    INSERT INTO examdesk_code (examdesk_code, rowid, code, external) VALUES ('delete', OLD.id, OLD.attempt_code, OLD.external_id);
    INSERT INTO examdesk_code (rowid, code, external) VALUES (NEW.id, NEW.attempt_code, NEW.external_id);
END;
CREATE TRIGGER IF NOT EXISTS examdesk_attempt_del AFTER DELETE ON proctoring_proctoredexamstudentattempt BEGIN
    DELETE FROM examdesk_attempt WHERE attempt_id = OLD.id;
    INSERT INTO examdesk_code (examdesk_code, rowid, code, external) VALUES ('delete', OLD.id, OLD.attempt_code, OLD.external_id);
    UPDATE examdesk_attempt SET watch = (SELECT s.watch FROM examdesk_source s WHERE s.attempt_id = examdesk_attempt.attempt_id)
        WHERE user_id = OLD.user_id AND exam_id = OLD.proctored_exam_id AND status = 'onboarding_reset';
END;
CREATE TRIGGER IF NOT EXISTS examdesk_review_ins AFTER INSERT ON proctoring_proctoredexamsoftwaresecurereview BEGIN
    UPDATE examdesk_attempt SET (review, reviewer_id, waiting, watch) =
        (SELECT review, reviewer_id, waiting, watch FROM examdesk_source s WHERE s.attempt_id = examdesk_attempt.attempt_id)
        WHERE attempt_id IN (SELECT id FROM proctoring_proctoredexamstudentattempt WHERE attempt_code = NEW.attempt_code);
END;
CREATE TRIGGER IF NOT EXISTS examdesk_review_upd AFTER UPDATE OF review_status, reviewed_by_id, attempt_code
    ON proctoring_proctoredexamsoftwaresecurereview BEGIN
    UPDATE examdesk_attempt SET (review, reviewer_id, waiting, watch) =
        (SELECT review, reviewer_id, waiting, watch FROM examdesk_source s WHERE s.attempt_id = examdesk_attempt.attempt_id)
        WHERE attempt_id IN (SELECT id FROM proctoring_proctoredexamstudentattempt WHERE attempt_code IN (OLD.attempt_code, NEW.attempt_code));
END;
CREATE TRIGGER IF NOT EXISTS examdesk_review_del AFTER DELETE ON proctoring_proctoredexamsoftwaresecurereview BEGIN
    UPDATE examdesk_attempt SET (review, reviewer_id, waiting, watch) =
        (SELECT review, reviewer_id, waiting, watch FROM examdesk_source s WHERE s.attempt_id = examdesk_attempt.attempt_id)
        WHERE attempt_id IN (SELECT id FROM proctoring_proctoredexamstudentattempt WHERE attempt_code = OLD.attempt_code);
END;
CREATE TRIGGER IF NOT EXISTS examdesk_exam_ins AFTER INSERT ON proctoring_proctoredexam BEGIN
    INSERT OR IGNORE INTO examdesk_course (course_id) VALUES (NEW.course_id);
END;
CREATE TRIGGER IF NOT EXISTS examdesk_exam_upd AFTER UPDATE OF course_id, backend, is_proctored, is_practice_exam
    ON proctoring_proctoredexam
    WHEN OLD.course_id IS NOT NEW.course_id OR OLD.backend IS NOT NEW.backend
        OR OLD.is_proctored IS NOT NEW.is_proctored OR OLD.is_practice_exam IS NOT NEW.is_practice_exam BEGIN
    INSERT OR IGNORE INTO examdesk_course (course_id) VALUES (NEW.course_id);
    UPDATE examdesk_attempt SET (course_no, backend, practice, proctored, watch) =
        (SELECT course_no, backend, practice, proctored, watch FROM examdesk_source s WHERE s.attempt_id = examdesk_attempt.attempt_id)
        WHERE exam_id = NEW.id;
END;
-- The counts follow the side table.
CREATE TRIGGER IF NOT EXISTS examdesk_count_ins AFTER INSERT ON examdesk_attempt BEGIN
    INSERT INTO examdesk_count VALUES (NEW.course_no, NEW.status, NEW.waiting, NEW.practice, 1)
        ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER IF NOT EXISTS examdesk_count_upd AFTER UPDATE ON examdesk_attempt
    WHEN OLD.course_no <> NEW.course_no OR OLD.status <> NEW.status OR OLD.waiting <> NEW.waiting OR OLD.practice <> NEW.practice BEGIN
    UPDATE examdesk_count SET n = n - 1
        WHERE course_no = OLD.course_no AND status = OLD.status AND waiting = OLD.waiting AND practice = OLD.practice;
    INSERT INTO examdesk_count VALUES (NEW.course_no, NEW.status, NEW.waiting, NEW.practice, 1)
        ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER IF NOT EXISTS examdesk_count_del AFTER DELETE ON examdesk_attempt BEGIN
    UPDATE examdesk_count SET n = n - 1
        WHERE course_no = OLD.course_no AND status = OLD.status AND waiting = OLD.waiting AND practice = OLD.practice;
END;
-- The search index follows the users and their profiles.
CREATE TRIGGER IF NOT EXISTS examdesk_user_ins AFTER INSERT ON auth_user BEGIN
    INSERT INTO examdesk_learner (rowid, username, email, name)
        VALUES (NEW.id, NEW.username, NEW.email, {{names}});
    INSERT OR IGNORE INTO examdesk_term SELECT substr(x, n, 3)
        FROM (SELECT lower(username || char(10) || email || char(10) || name) AS x FROM examdesk_learner WHERE rowid = NEW.id)
        JOIN examdesk_number ON n <= length(x) - 2;
END;
CREATE TRIGGER IF NOT EXISTS examdesk_user_upd AFTER UPDATE OF username, email, first_name, last_name ON auth_user BEGIN
    UPDATE examdesk_learner SET username = NEW.username, email = NEW.email,
        name = {{names}}
        WHERE rowid = NEW.id;
    INSERT OR IGNORE INTO examdesk_term SELECT substr(x, n, 3)
        FROM (SELECT lower(username || char(10) || email || char(10) || name) AS x FROM examdesk_learner WHERE rowid = NEW.id)
        JOIN examdesk_number ON n <= length(x) - 2;
END;
CREATE TRIGGER IF NOT EXISTS examdesk_user_del AFTER DELETE ON auth_user BEGIN
    DELETE FROM examdesk_learner WHERE rowid = OLD.id;
END;
-- Only where there is a table of profiles.
CREATE TRIGGER IF NOT EXISTS examdesk_profile_ins AFTER INSERT ON {{profile}} BEGIN
    UPDATE examdesk_learner SET name = (SELECT trim(u.first_name || ' ' || u.last_name) || ' ' || NEW.name FROM auth_user u WHERE u.id = NEW.user_id)
        WHERE rowid = NEW.user_id;
    INSERT OR IGNORE INTO examdesk_term SELECT substr(x, n, 3)
        FROM (SELECT lower(username || char(10) || email || char(10) || name) AS x FROM examdesk_learner WHERE rowid = NEW.user_id)
        JOIN examdesk_number ON n <= length(x) - 2;
END;
CREATE TRIGGER IF NOT EXISTS examdesk_profile_upd AFTER UPDATE OF name ON {{profile}} BEGIN
    UPDATE examdesk_learner SET name = (SELECT trim(u.first_name || ' ' || u.last_name) || ' ' || NEW.name FROM auth_user u WHERE u.id = NEW.user_id)
        WHERE rowid = NEW.user_id;
    INSERT OR IGNORE INTO examdesk_term SELECT substr(x, n, 3)
        FROM (SELECT lower(username || char(10) || email || char(10) || name) AS x FROM examdesk_learner WHERE rowid = NEW.user_id)
        JOIN examdesk_number ON n <= length(x) - 2;
END;
