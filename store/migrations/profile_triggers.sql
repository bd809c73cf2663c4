-- Only where there is a table of profiles.
CREATE TRIGGER IF NOT EXISTS examdesk_profile_ins AFTER INSERT ON {{profile}} BEGIN
    UPDATE examdesk_learner SET name = (SELECT trim(u.first_name || ' ' || u.last_name) || ' ' || NEW.name FROM auth_user u WHERE u.id = NEW.user_id)
        WHERE rowid = NEW.user_id;
END;
CREATE TRIGGER IF NOT EXISTS examdesk_profile_upd AFTER UPDATE OF name ON {{profile}} BEGIN
    UPDATE examdesk_learner SET name = (SELECT trim(u.first_name || ' ' || u.last_name) || ' ' || NEW.name FROM auth_user u WHERE u.id = NEW.user_id)
        WHERE rowid = NEW.user_id;
END;
