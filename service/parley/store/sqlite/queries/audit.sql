-- name: last_audit_entry
SELECT sequence, hash FROM audit_log ORDER BY sequence DESC LIMIT 1;

-- name: insert_audit_entry
INSERT INTO audit_log (sequence, subject, content, previous_hash, hash)
VALUES (:sequence, :subject, :content, :previous_hash, :hash);

-- name: insert_audit_text
INSERT INTO audit_texts (sequence, name, message_id, salt, text)
VALUES (:sequence, :text_name, :message_id, :salt, :text);

-- name: audit_entries
SELECT * FROM audit_log WHERE sequence > :after_sequence ORDER BY sequence LIMIT :limit;

-- name: audit_entries_of
SELECT * FROM audit_log
WHERE subject = :subject AND sequence > :after_sequence
ORDER BY sequence
LIMIT :limit;

-- name: search_audit
SELECT * FROM audit_log
WHERE sequence < :before AND sequence >= :oldest
  AND (:actor = '' OR content ->> '$.actor' = :actor)
  AND (:verb = '' OR content ->> '$.verb' = :verb)
ORDER BY sequence DESC
LIMIT :limit;

-- name: search_audit_of
SELECT * FROM audit_log
WHERE subject = :subject AND sequence < :before
  AND (:actor = '' OR content ->> '$.actor' = :actor)
  AND (:verb = '' OR content ->> '$.verb' = :verb)
ORDER BY sequence DESC
LIMIT :limit;

-- name: audit_texts
SELECT * FROM audit_texts WHERE sequence IN (SELECT value FROM json_each(:sequences));
