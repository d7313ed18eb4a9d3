-- name: remember
INSERT INTO memory (source_language, target_language, source, formality, target, message_id,
                    created_at)
VALUES (:source_language, :target_language, :source, :formality, :target, :message_id,
        :created_at)
ON CONFLICT (source_language, target_language, source, formality)
DO UPDATE SET target = excluded.target, message_id = excluded.message_id,
              created_at = excluded.created_at;

-- name: recall
SELECT * FROM memory
WHERE source_language = :source_language AND target_language = :target_language
  AND source = :source AND formality IN (:formality, '')
ORDER BY formality DESC
LIMIT 1;
