-- name: report_messages
WITH facts AS (
    SELECT CASE :group_by
               WHEN 'channel' THEN messages.channel
               WHEN 'language' THEN coalesce(
                   review_items.source_language || '-' || review_items.target_language,
                   substr(messages.body ->> '$.translation.source_language', 1,
                          instr((messages.body ->> '$.translation.source_language') || '-', '-') - 1)
                   || '-' ||
                   substr(messages.body ->> '$.translation.target_language', 1,
                          instr((messages.body ->> '$.translation.target_language') || '-', '-') - 1),
                   '')
               ELSE '' END AS key,
           messages.state IN ('delivered', 'provisional') AS delivered,
           coalesce(review_items.state IN ('released', 'rejected')
                    AND review_items.body ->> '$.decided_by' <> '', 0) AS touched
    FROM messages LEFT JOIN review_items USING (message_id)
    WHERE substr(json_extract(messages.body, '$.created_at'), 1, 19) >= :start_text
      AND substr(json_extract(messages.body, '$.created_at'), 1, 19) < :end_text
      AND messages.state <> 'accepted'
)
SELECT key, count(*) AS messages, sum(touched) AS touched,
       sum(delivered AND NOT touched) AS contained
FROM facts
GROUP BY key;

-- name: report_items
WITH items AS (
    SELECT state, body, created_at, source_language, target_language,
           body ->> '$.decided_by' AS decided_by
    FROM review_items
    WHERE created_at >= :start AND created_at < :end
),
facts AS MATERIALIZED (
    SELECT keys.value AS key,
           state = 'rejected' AS rejected,
           state IN ('released', 'rejected') AND decided_by <> '' AS decided,
           decided_by <> '' AND (state = 'rejected'
               OR (state = 'released' AND coalesce(body ->> '$.edit_distance', 0) > 0)) AS edited,
           CASE WHEN state = 'released' AND decided_by <> ''
                THEN (julianday(body ->> '$.decided_at') - julianday(body ->> '$.created_at'))
                     * 86400.0 END AS seconds,
           CASE WHEN state = 'released' AND decided_by <> ''
                THEN body ->> '$.edit_distance' END AS distance,
           coalesce(body ->> '$.deadline_missed', 0) AS missed
    FROM items, json_each(
        CASE :group_by
            WHEN 'all' THEN json_array('')
            WHEN 'language' THEN json_array(source_language || '-' || target_language)
            WHEN 'channel' THEN json_array(coalesce(body ->> '$.channel', ''))
            WHEN 'reviewer' THEN iif(decided_by = '', json_array(), json_array(decided_by))
            WHEN 'rule' THEN (SELECT json_group_array(DISTINCT flags.value ->> '$.rule')
                              FROM json_each(items.body, '$.flags') AS flags)
            WHEN 'reason' THEN (SELECT json_group_array((tags.value ->> '$.category') || ':'
                                                        || (tags.value ->> '$.cause'))
                                FROM json_each(items.body, '$.tags') AS tags)
        END) AS keys
),
places AS (
    SELECT key, seconds,
           row_number() OVER (PARTITION BY key ORDER BY seconds) AS place,
           count(*) OVER (PARTITION BY key) AS number
    FROM facts WHERE seconds IS NOT NULL
),
times AS (
    SELECT key,
           max(CASE WHEN place <= (number * 50 + 99) / 100 THEN seconds END) AS p50,
           max(CASE WHEN place <= (number * 90 + 99) / 100 THEN seconds END) AS p90
    FROM places GROUP BY key
)
SELECT facts.key, count(*) AS items, sum(decided) AS decided, sum(edited) AS edited,
       sum(rejected) AS rejected, sum(missed) AS missed, avg(distance) AS distance,
       times.p50, times.p90
FROM facts LEFT JOIN times USING (key)
GROUP BY facts.key;

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
