-- Only where there is a table of profiles.
CREATE TRIGGER examdesk_profile_mark BEFORE INSERT ON {{profile}} BEGIN
    DELETE FROM examdesk_mark WHERE place = 'profile';
    INSERT INTO examdesk_mark (place, id, user_id) SELECT 'profile', id, user_id FROM {{profile}} WHERE {{profile_clash}};
END;
CREATE TRIGGER examdesk_profile_ins AFTER INSERT ON {{profile}} BEGIN
    UPDATE examdesk_learner SET name = (SELECT {{u.names}} FROM auth_user u WHERE u.id = examdesk_learner.rowid)
        WHERE rowid IN (SELECT NEW.user_id UNION ALL SELECT user_id FROM examdesk_mark WHERE place = 'profile');
    {{terms NEW.user_id}}
END;
CREATE TRIGGER examdesk_profile_key_mark BEFORE UPDATE OF {{profile_keys}} ON {{profile}} BEGIN
    DELETE FROM examdesk_mark WHERE place = 'profile';
    INSERT INTO examdesk_mark (place, id, user_id) SELECT 'profile', id, user_id FROM {{profile}} WHERE id <> OLD.id AND ({{profile_clash}});
END;
CREATE TRIGGER examdesk_profile_upd AFTER UPDATE OF name, user_id, {{profile_keys}} ON {{profile}} BEGIN
    UPDATE examdesk_learner SET name = (SELECT {{u.names}} FROM auth_user u WHERE u.id = examdesk_learner.rowid)
        WHERE rowid IN (SELECT NEW.user_id UNION ALL SELECT OLD.user_id UNION ALL SELECT user_id FROM examdesk_mark WHERE place = 'profile');
    {{terms NEW.user_id}}
END;
CREATE TRIGGER examdesk_profile_del AFTER DELETE ON {{profile}} BEGIN
    UPDATE examdesk_learner SET name = (SELECT {{u.names}} FROM auth_user u WHERE u.id = examdesk_learner.rowid) WHERE rowid = OLD.user_id;
END;
