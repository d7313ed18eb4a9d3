-- What memory spares: messages that a release answered, and lines that are flagged again.

DROP INDEX messages_by_time;
-- Whether all of the translation is what a reviewer released for the same line.
ALTER TABLE messages ADD COLUMN from_memory INTEGER NOT NULL DEFAULT 0;
CREATE INDEX messages_by_time
    ON messages (created_s, state, direction, channel, touched, from_memory);

-- 1: the line was queued before; 2: and a person had released it by then.
ALTER TABLE review_items ADD COLUMN repeat INTEGER NOT NULL DEFAULT 0;
ALTER TABLE review_facts ADD COLUMN repeat INTEGER NOT NULL DEFAULT 0;

DROP INDEX review_items_by_likeness;
CREATE INDEX review_items_by_likeness ON review_items (likeness, state) WHERE likeness <> '';

DROP VIEW review_facts_now;
CREATE VIEW review_facts_now AS
WITH items AS (
    SELECT review_item_id, created_at, state, body, source_language, target_language, repeat,
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
                  - julianday(items.body ->> '$.created_at')) * 86400.0 END AS release_s,
       items.repeat
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

WITH lines AS (
    SELECT likeness, source_language, target_language,
           min(created_at) AS queued_at,
           min(CASE WHEN state = 'released' AND body ->> '$.decided_by' <> ''
                    THEN julianday(body ->> '$.decided_at') END) AS released_on
    FROM review_items
    WHERE likeness <> ''
    GROUP BY likeness, source_language, target_language
)
UPDATE review_items
SET repeat = 1 + coalesce(julianday(body ->> '$.created_at') >= lines.released_on, 0)
FROM lines
WHERE review_items.likeness = lines.likeness
  AND review_items.source_language = lines.source_language
  AND review_items.target_language = lines.target_language
  AND review_items.created_at > lines.queued_at;

UPDATE review_facts
SET repeat = (SELECT repeat FROM review_items
              WHERE review_items.review_item_id = review_facts.review_item_id)
WHERE review_item_id IN (SELECT review_item_id FROM review_items WHERE repeat > 0);
