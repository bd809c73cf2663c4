-- +goose Up
-- Programs that may sign in at the server, each as one user. A secret is kept as a
-- slow hash alone.
CREATE TABLE IF NOT EXISTS examdesk_application (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    client_id TEXT NOT NULL UNIQUE,
    secret_hash TEXT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES auth_user (id),
    created TEXT NOT NULL,
    revoked TEXT
);

-- +goose Down
DROP TABLE examdesk_application;
