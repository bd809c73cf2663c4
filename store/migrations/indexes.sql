-- A partial index is used only where its condition follows from the query's:
-- "watch = ?" implies IS NOT NULL, but not > 0.
-- Made after the rows are in: sorting once is quicker than inserting in place.
CREATE INDEX IF NOT EXISTS examdesk_a_all ON examdesk_attempt (modified);
CREATE INDEX IF NOT EXISTS examdesk_a_status ON examdesk_attempt (status, modified);
CREATE INDEX IF NOT EXISTS examdesk_a_course ON examdesk_attempt (course_no, modified);
CREATE INDEX IF NOT EXISTS examdesk_a_course_status ON examdesk_attempt (course_no, status, modified);
CREATE INDEX IF NOT EXISTS examdesk_a_exam ON examdesk_attempt (exam_id, modified);
CREATE INDEX IF NOT EXISTS examdesk_a_exam_status ON examdesk_attempt (exam_id, status, modified);
CREATE INDEX IF NOT EXISTS examdesk_a_user ON examdesk_attempt (user_id, modified);
CREATE INDEX IF NOT EXISTS examdesk_a_backend ON examdesk_attempt (backend, modified);
CREATE INDEX IF NOT EXISTS examdesk_a_review ON examdesk_attempt (review, modified);
CREATE INDEX IF NOT EXISTS examdesk_a_reviewer ON examdesk_attempt (reviewer_id, modified) WHERE reviewer_id > 0;
CREATE INDEX IF NOT EXISTS examdesk_a_waiting ON examdesk_attempt (waiting, modified) WHERE waiting = 1;
CREATE INDEX IF NOT EXISTS examdesk_a_course_waiting ON examdesk_attempt (course_no, waiting, modified) WHERE waiting = 1;
CREATE INDEX IF NOT EXISTS examdesk_a_practice ON examdesk_attempt (practice, modified) WHERE practice = 1;
CREATE INDEX IF NOT EXISTS examdesk_a_course_practice ON examdesk_attempt (course_no, practice, modified) WHERE practice = 1;
CREATE INDEX IF NOT EXISTS examdesk_a_watch ON examdesk_attempt (watch, modified) WHERE watch IS NOT NULL;
CREATE INDEX IF NOT EXISTS examdesk_a_course_watch ON examdesk_attempt (course_no, watch, modified) WHERE watch IS NOT NULL;
