-- What a report counts, in narrow rows, so that it reads no message and no item.

DROP INDEX messages_by_time;
ALTER TABLE messages ADD COLUMN created_s INTEGER NOT NULL DEFAULT 0;
-- "de-en"; empty without a translation.
ALTER TABLE messages ADD COLUMN direction TEXT NOT NULL DEFAULT '';
-- Whether a person decided.
ALTER TABLE messages ADD COLUMN touched INTEGER NOT NULL DEFAULT 0;

UPDATE messages
SET created_s = unixepoch(substr(body ->> '$.created_at', 1, 19)),
    direction = coalesce(
        (SELECT source_language || '-' || target_language
         FROM review_items WHERE review_items.message_id = messages.message_id),
        substr(body ->> '$.translation.source_language', 1,
               instr((body ->> '$.translation.source_language') || '-', '-') - 1)
        || '-' ||
        substr(body ->> '$.translation.target_language', 1,
               instr((body ->> '$.translation.target_language') || '-', '-') - 1),
        ''),
    touched = coalesce(
        (SELECT state IN ('released', 'rejected') AND body ->> '$.decided_by' <> ''
         FROM review_items WHERE review_items.message_id = messages.message_id),
        0);

CREATE INDEX messages_by_time ON messages (created_s, state, direction, channel, touched);

-- One row for each key that an item counts under.
CREATE TABLE review_facts (
    kind           TEXT NOT NULL,
    key            TEXT NOT NULL,
    created_at     INTEGER NOT NULL,
    review_item_id TEXT NOT NULL,
    decided        INTEGER NOT NULL,
    edited         INTEGER NOT NULL,
    rejected       INTEGER NOT NULL,
    missed         INTEGER NOT NULL,
    -- Of a release by a person, else NULL.
    distance       REAL,
    release_s      REAL,
    PRIMARY KEY (kind, key, created_at, review_item_id)
) STRICT, WITHOUT ROWID;

CREATE VIEW review_facts_now AS
WITH items AS (
    SELECT review_item_id, created_at, state, body, source_language, target_language,
           body ->> '$.decided_by' AS decided_by
    FROM review_items
)
SELECT json_extract(keys.value, '$[0]') AS kind,
       json_extract(keys.value, '$[1]') AS key,
       items.created_at,
       items.review_item_id,
       items.state IN ('released', 'rejected') AND decided_by <> '' AS decided,
       decided_by <> '' AND (items.state = 'rejected'
           OR (items.state = 'released' AND coalesce(items.body ->> '$.edit_distance', 0) > 0))
           AS edited,
       items.state = 'rejected' AS rejected,
       coalesce(items.body ->> '$.deadline_missed', 0) AS missed,
       CASE WHEN items.state = 'released' AND decided_by <> ''
            THEN items.body ->> '$.edit_distance' END AS distance,
       CASE WHEN items.state = 'released' AND decided_by <> ''
            THEN (julianday(items.body ->> '$.decided_at')
                  - julianday(items.body ->> '$.created_at')) * 86400.0 END AS release_s
FROM items, json_each((
    SELECT json_group_array(json_array(kind, key)) FROM (
        SELECT 'language' AS kind, source_language || '-' || target_language AS key
        UNION ALL SELECT 'channel', coalesce(items.body ->> '$.channel', '')
        UNION ALL SELECT 'reviewer', decided_by WHERE decided_by <> ''
        UNION SELECT 'rule', flags.value ->> '$.rule' FROM json_each(items.body, '$.flags') AS flags
        UNION SELECT 'reason', (tags.value ->> '$.category') || ':' || (tags.value ->> '$.cause')
        FROM json_each(items.body, '$.tags') AS tags
    )
)) AS keys;

INSERT INTO review_facts SELECT * FROM review_facts_now;

CREATE TRIGGER review_items_are_counted AFTER INSERT ON review_items
BEGIN
    INSERT INTO review_facts
    SELECT * FROM review_facts_now WHERE review_item_id = NEW.review_item_id;
END;

-- Claims and their ends change nothing that is counted.
CREATE TRIGGER review_items_uncount BEFORE UPDATE ON review_items
WHEN NEW.state NOT IN ('pending', 'claimed') OR OLD.state NOT IN ('pending', 'claimed')
     OR NEW.deadline IS NOT OLD.deadline OR NEW.approved_by <> OLD.approved_by
BEGIN
    DELETE FROM review_facts
    WHERE created_at = OLD.created_at AND review_item_id = OLD.review_item_id
      AND (kind, key) IN (
          SELECT kind, key FROM review_facts_now WHERE review_item_id = OLD.review_item_id);
END;

CREATE TRIGGER review_items_count_anew AFTER UPDATE ON review_items
WHEN NEW.state NOT IN ('pending', 'claimed') OR OLD.state NOT IN ('pending', 'claimed')
     OR NEW.deadline IS NOT OLD.deadline OR NEW.approved_by <> OLD.approved_by
BEGIN
    INSERT INTO review_facts
    SELECT * FROM review_facts_now WHERE review_item_id = NEW.review_item_id;
END;

CREATE TRIGGER review_items_count_no_more BEFORE DELETE ON review_items
BEGIN
    DELETE FROM review_facts
    WHERE created_at = OLD.created_at AND review_item_id = OLD.review_item_id
      AND (kind, key) IN (
          SELECT kind, key FROM review_facts_now WHERE review_item_id = OLD.review_item_id);
END;
