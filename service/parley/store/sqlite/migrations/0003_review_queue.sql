-- What claims, watchers, the undo window and the reports look items up by.
ALTER TABLE review_items ADD COLUMN line TEXT NOT NULL DEFAULT '';
ALTER TABLE review_items ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;
ALTER TABLE review_items ADD COLUMN due INTEGER NOT NULL DEFAULT 9223372036854775807;
ALTER TABLE review_items ADD COLUMN claimed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE review_items ADD COLUMN approved_by TEXT NOT NULL DEFAULT '';
ALTER TABLE review_items ADD COLUMN release_at INTEGER;
ALTER TABLE review_items ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE review_items ADD COLUMN likeness TEXT NOT NULL DEFAULT '';

UPDATE review_items
SET line = '/' || source_language || '/' || target_language,
    rank = -(escalated * 32 + severity * 4 + (NOT json_extract(body, '$.sent_already')) * 2),
    due = coalesce(deadline, 9223372036854775807),
    claimed_by = json_extract(body, '$.claimed_by');

DROP INDEX review_items_by_urgency;
CREATE INDEX review_items_by_urgency
    ON review_items (rank, due, created_at, review_item_id)
    WHERE state IN ('pending', 'claimed');
-- Every line apart: a claim reads the head of each that the reviewer may take from.
CREATE INDEX review_items_by_line
    ON review_items (line, rank, due, created_at, review_item_id)
    WHERE state IN ('pending', 'claimed');
CREATE INDEX review_items_by_holder ON review_items (claimed_by, lease_until)
    WHERE state = 'claimed';
CREATE INDEX review_items_by_release ON review_items (release_at) WHERE state = 'releasing';
CREATE INDEX review_items_by_likeness ON review_items (likeness)
    WHERE state = 'pending' AND likeness <> '';
CREATE INDEX review_items_by_change ON review_items (changed);

CREATE TABLE review_changes (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    last INTEGER NOT NULL
) STRICT;
INSERT INTO review_changes (only, last) VALUES (1, 0);

CREATE TABLE reviewers (
    reviewer_id TEXT PRIMARY KEY,
    version     INTEGER NOT NULL,
    body        TEXT NOT NULL
) STRICT;

CREATE TABLE audit_log (
    sequence      INTEGER PRIMARY KEY,
    subject       TEXT NOT NULL,
    content       TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash          TEXT NOT NULL
) STRICT;

CREATE INDEX audit_log_by_subject ON audit_log (subject, sequence);

CREATE TRIGGER audit_log_keeps_entries BEFORE DELETE ON audit_log
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER audit_log_keeps_words BEFORE UPDATE ON audit_log
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

-- What people wrote, beside the chain, so that it can be erased; text and salt go together.
CREATE TABLE audit_texts (
    sequence   INTEGER NOT NULL REFERENCES audit_log,
    name       TEXT NOT NULL,
    message_id TEXT REFERENCES messages (message_id) ON DELETE CASCADE,
    salt       BLOB NOT NULL,
    text       TEXT NOT NULL,
    PRIMARY KEY (sequence, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX audit_texts_by_message ON audit_texts (message_id);
