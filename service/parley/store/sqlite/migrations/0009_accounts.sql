CREATE TABLE accounts (
    name          TEXT PRIMARY KEY,
    password_hash TEXT NOT NULL,
    active        INTEGER NOT NULL,
    created_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    digest     TEXT PRIMARY KEY,
    name       TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    csrf_token TEXT NOT NULL,
    opened_at  INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_name ON sessions (name);
