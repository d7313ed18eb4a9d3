-- name: report_messages
SELECT CASE :group_by WHEN 'channel' THEN channel WHEN 'language' THEN direction ELSE '' END AS key,
       count(*) AS messages, sum(touched) AS touched,
       sum(from_memory) AS from_memory,
       sum(state IN ('delivered', 'provisional') AND NOT touched) AS contained
FROM messages INDEXED BY messages_by_time
WHERE created_s >= :start_s AND created_s < :end_s AND state <> 'accepted'
GROUP BY 1;

-- name: report_keys
-- One seek a key, however many items stand under it.
WITH RECURSIVE keys (key) AS (
    SELECT min(key) FROM review_facts WHERE kind = :kind
    UNION ALL
    SELECT (SELECT min(key) FROM review_facts WHERE kind = :kind AND key > keys.key)
    FROM keys WHERE keys.key IS NOT NULL
)
SELECT key FROM keys WHERE key IS NOT NULL;

-- name: report_items
SELECT count(*) AS items, sum(decided) AS decided, sum(edited) AS edited,
       sum(rejected) AS rejected, sum(missed) AS missed, avg(distance) AS distance,
       count(release_s) AS releases,
       sum(repeat = 1) AS repeats_before, sum(repeat = 2) AS repeats_after
FROM review_facts
WHERE kind = :kind AND key IN (SELECT value FROM json_each(:keys))
  AND created_at >= :start AND created_at < :end;

-- name: report_release_times
SELECT max(CASE place WHEN :p50_place THEN release_s END) AS p50,
       max(CASE place WHEN :p90_place THEN release_s END) AS p90
FROM (
    SELECT release_s, row_number() OVER (ORDER BY release_s) AS place
    FROM review_facts
    WHERE kind = :kind AND key IN (SELECT value FROM json_each(:keys))
      AND created_at >= :start AND created_at < :end
      AND release_s IS NOT NULL
)
WHERE place IN (:p50_place, :p90_place);

-- name: report_outcomes
SELECT CASE :group_by
           WHEN 'channel' THEN channel
           WHEN 'language' THEN coalesce(customer_language, '') || '-' || agent_language
           ELSE '' END AS key,
       avg(satisfaction) AS satisfaction, avg(resolved) AS resolved
FROM conversation_outcomes JOIN conversations USING (conversation_id)
WHERE recorded_at >= :start AND recorded_at < :end
GROUP BY key;

-- name: record_outcome
INSERT INTO conversation_outcomes (conversation_id, recorded_at, satisfaction, resolved)
SELECT conversation_id, :recorded_at, :satisfaction, :resolved
FROM conversations WHERE conversation_id = :conversation_id
ON CONFLICT (conversation_id) DO UPDATE
SET recorded_at = excluded.recorded_at,
    satisfaction = coalesce(excluded.satisfaction, satisfaction),
    resolved = coalesce(excluded.resolved, resolved);
