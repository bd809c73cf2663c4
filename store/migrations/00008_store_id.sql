-- +goose Up
-- What a store is known by, wherever it lies: a copy has the same. It is random
-- and says nothing about what is in the store.
CREATE TABLE examdesk_store (id TEXT NOT NULL, made TEXT NOT NULL);
INSERT INTO examdesk_store VALUES (lower(hex(randomblob(16))), strftime('%Y-%m-%d %H:%M:%f', 'now'));

-- +goose Down
DROP TABLE examdesk_store;
