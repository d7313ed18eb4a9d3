-- Whose account it is at an identity provider, and until when somebody may become that.
ALTER TABLE accounts ADD COLUMN issuer TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN subject TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN link_until INTEGER;
CREATE UNIQUE INDEX accounts_by_identity ON accounts (issuer, subject) WHERE subject <> '';

-- Since when it has its password: one that somebody gave is good for a while only.
ALTER TABLE accounts ADD COLUMN password_at INTEGER NOT NULL DEFAULT 0;
UPDATE accounts SET password_at = created_at;
