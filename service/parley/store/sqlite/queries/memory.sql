-- name: remember
INSERT INTO memory_units (source_language, target_language, source, formality, target, message_id,
                          created_at, origin, author, gram_version)
VALUES (:source_language, :target_language, :source, :formality, :target, :message_id,
        :created_at, :origin, :author, :gram_version)
ON CONFLICT (source_language, target_language, source, formality)
DO UPDATE SET target = excluded.target, message_id = excluded.message_id,
              created_at = excluded.created_at, origin = excluded.origin,
              author = excluded.author, version = version + 1
RETURNING unit_id, version;

-- name: recall
SELECT * FROM memory_units
WHERE source_language = :source_language AND target_language = :target_language
  AND source = :source AND formality IN (:formality, '')
ORDER BY formality DESC
LIMIT 1;

-- name: recall_exactly
SELECT * FROM memory_units
WHERE source_language = :source_language AND target_language = :target_language
  AND source = :source AND formality = :formality;

-- name: memory_unit
SELECT * FROM memory_units WHERE unit_id = :unit_id;

-- name: memory_units
SELECT * FROM memory_units
WHERE unit_id > :after_unit_id
  AND (:source_language = '' OR source_language = :source_language)
  AND (:target_language = '' OR target_language = :target_language)
  AND (:text = '' OR folded_contains(source, :text) OR folded_contains(target, :text))
ORDER BY unit_id
LIMIT :limit;

-- name: memory_units_by_id
SELECT * FROM memory_units WHERE unit_id IN (SELECT value FROM json_each(:unit_ids));

-- name: memory_units_of_customer
SELECT memory_units.*
FROM memory_units
JOIN messages USING (message_id)
JOIN conversations USING (conversation_id)
WHERE customer_id = :customer_id;

-- name: memory_units_to_index
SELECT * FROM memory_units WHERE gram_version < :gram_version ORDER BY gram_version LIMIT :limit;

-- name: mark_indexed
UPDATE memory_units SET gram_version = :gram_version WHERE unit_id = :unit_id;

-- name: update_memory_unit
UPDATE memory_units
SET source = :source, formality = :formality, target = :target, author = :author,
    version = version + 1
WHERE unit_id = :unit_id AND version = :version_was
RETURNING *;

-- name: forget_memory_unit
DELETE FROM memory_units WHERE unit_id = :unit_id;

-- name: insert_gram
INSERT OR IGNORE INTO memory_grams (gram, unit_id) VALUES (:gram, :unit_id);

-- name: delete_gram
DELETE FROM memory_grams WHERE gram = :gram AND unit_id = :unit_id;

-- name: units_of_gram
-- As one text: a row of its own for each would take most of a lookup's time.
SELECT group_concat(unit_id, ' ') AS unit_ids
FROM (SELECT unit_id FROM memory_grams WHERE gram = :gram ORDER BY unit_id DESC LIMIT :limit);
