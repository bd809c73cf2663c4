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
