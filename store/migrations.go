package store

import "embed"

//go:embed migrations
var migrations embed.FS

// migrationsTable is goose's own table.
const migrationsTable = "examdesk_migrations"
