-- Seconds as ISO text: what a report's period is compared with.
CREATE INDEX messages_by_time ON messages (substr(json_extract(body, '$.created_at'), 1, 19));
CREATE INDEX review_items_by_time ON review_items (created_at);

CREATE TABLE conversation_outcomes (
    conversation_id TEXT PRIMARY KEY REFERENCES conversations ON DELETE CASCADE,
    recorded_at     INTEGER NOT NULL,
    satisfaction    INTEGER,
    resolved        INTEGER
) STRICT;

CREATE INDEX conversation_outcomes_by_time ON conversation_outcomes (recorded_at);
