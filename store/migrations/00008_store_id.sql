-- +goose Up
-- What a store is known by, wherever it lies: a copy has the same. It is random
-- and says nothing about what is in the store.
CREATE TABLE IF NOT EXISTS examdesk_store (id TEXT NOT NULL, made TEXT NOT NULL);
INSERT INTO examdesk_store SELECT lower(hex(randomblob(16))), strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE NOT EXISTS (SELECT 1 FROM examdesk_store);

-- +goose Down
DROP TABLE examdesk_store;
