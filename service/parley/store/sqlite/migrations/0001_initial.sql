CREATE TABLE conversations (
    conversation_id   TEXT PRIMARY KEY,
    channel           TEXT NOT NULL,
    customer_id       TEXT NOT NULL,
    customer_language TEXT,
    agent_language    TEXT NOT NULL,
    formality         TEXT,
    state             TEXT NOT NULL,
    created_at        INTEGER NOT NULL,
    last_sequence     INTEGER NOT NULL DEFAULT 0,
    last_position     INTEGER NOT NULL DEFAULT 0,
    -- What it was created with, to tell a repeat from another conversation of the same id.
    opened_as         TEXT NOT NULL
) STRICT;

CREATE INDEX conversations_by_customer ON conversations (customer_id);

CREATE TABLE messages (
    arrival         INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id      TEXT NOT NULL UNIQUE,
    conversation_id TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
    position        INTEGER NOT NULL,
    channel         TEXT NOT NULL,
    request_id      TEXT NOT NULL,
    state           TEXT NOT NULL,
    body            TEXT NOT NULL,
    accepted_as     INTEGER NOT NULL,
    UNIQUE (conversation_id, position),
    UNIQUE (channel, request_id)
) STRICT;

CREATE INDEX messages_unfinished ON messages (arrival) WHERE state = 'accepted';

CREATE TABLE events (
    conversation_id TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
    sequence        INTEGER NOT NULL,
    event_id        TEXT NOT NULL UNIQUE,
    created_at      INTEGER NOT NULL,
    kind            TEXT NOT NULL,
    body            TEXT NOT NULL,
    PRIMARY KEY (conversation_id, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
    outbox_id       INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation_id TEXT NOT NULL,
    sequence        INTEGER NOT NULL,
    FOREIGN KEY (conversation_id, sequence) REFERENCES events ON DELETE CASCADE
) STRICT;

CREATE INDEX outbox_by_event ON outbox (conversation_id, sequence);

CREATE TABLE review_items (
    review_item_id  TEXT PRIMARY KEY,
    conversation_id TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
    message_id      TEXT NOT NULL UNIQUE REFERENCES messages (message_id) ON DELETE CASCADE,
    state           TEXT NOT NULL,
    version         INTEGER NOT NULL,
    escalated       INTEGER NOT NULL,
    severity        INTEGER NOT NULL,
    source_language TEXT NOT NULL,
    target_language TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    deadline        INTEGER,
    lease_until     INTEGER,
    body            TEXT NOT NULL
) STRICT;

CREATE INDEX review_items_by_conversation ON review_items (conversation_id);
CREATE INDEX review_items_by_urgency
    ON review_items (escalated DESC, severity DESC, coalesce(deadline, 9223372036854775807), created_at)
    WHERE state IN ('pending', 'claimed');
CREATE INDEX review_items_by_deadline ON review_items (deadline)
    WHERE state IN ('pending', 'claimed') AND deadline IS NOT NULL;

CREATE TABLE memory (
    source_language TEXT NOT NULL,
    target_language TEXT NOT NULL,
    source          TEXT NOT NULL,
    -- Empty for a language or a line without a form of address.
    formality       TEXT NOT NULL,
    target          TEXT NOT NULL,
    message_id      TEXT REFERENCES messages (message_id) ON DELETE CASCADE,
    created_at      INTEGER NOT NULL,
    PRIMARY KEY (source_language, target_language, source, formality)
) STRICT, WITHOUT ROWID;

CREATE INDEX memory_by_message ON memory (message_id);
