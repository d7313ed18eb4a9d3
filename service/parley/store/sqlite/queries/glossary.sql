-- name: add_term
INSERT INTO glossary_terms (source_language, target_language, channel, source, body)
VALUES (:source_language, :target_language, :channel, :source, :body)
ON CONFLICT (source_language, target_language, channel, source)
DO UPDATE SET body = excluded.body, version = version + 1
RETURNING term_id, version;

-- name: glossary_term
SELECT * FROM glossary_terms WHERE term_id = :term_id;

-- name: glossary_term_at
SELECT * FROM glossary_terms
WHERE source_language = :source_language AND target_language = :target_language
  AND channel = :channel AND source = :source;

-- name: glossary_terms
SELECT * FROM glossary_terms ORDER BY source, channel, term_id;

-- name: glossary_revision
SELECT count(*) AS terms, total(version) AS changes, coalesce(max(term_id), 0) AS last
FROM glossary_terms;

-- name: update_term
UPDATE glossary_terms
SET channel = :channel, source = :source, body = :body, version = version + 1
WHERE term_id = :term_id AND version = :version_was
RETURNING *;

-- name: delete_term
DELETE FROM glossary_terms WHERE term_id = :term_id AND version = :version;
