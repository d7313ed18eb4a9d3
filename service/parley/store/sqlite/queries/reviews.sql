-- name: insert_review_item
INSERT INTO review_items (review_item_id, conversation_id, message_id, state, version, escalated,
                          severity, source_language, target_language, created_at, deadline,
                          lease_until, line, rank, due, claimed_by, approved_by, returned_by, release_at,
                          changed, likeness, repeat, body)
VALUES (:review_item_id, :conversation_id, :message_id, :state, :version, :escalated,
        :severity, :source_language, :target_language, :created_at, :deadline,
        :lease_until, :line, :rank, :due, :claimed_by, :approved_by, :returned_by, :release_at,
        :changed, :likeness,
        -- 1: the line was queued before; 2: and a person had released it by then.
        CASE
            WHEN :likeness = '' THEN 0
            WHEN EXISTS (
                SELECT 1 FROM review_items
                WHERE likeness = :likeness AND state = 'released' AND likeness <> ''
                  AND source_language = :source_language AND target_language = :target_language
                  AND body ->> '$.decided_by' <> '') THEN 2
            ELSE EXISTS (
                SELECT 1 FROM review_items
                WHERE likeness = :likeness AND likeness <> ''
                  AND source_language = :source_language AND target_language = :target_language)
        END,
        :body);

-- name: update_review_item
UPDATE review_items
SET state = :state, version = :version, escalated = :escalated, deadline = :deadline,
    lease_until = :lease_until, line = :line, rank = :rank, due = :due,
    claimed_by = :claimed_by, approved_by = :approved_by, returned_by = :returned_by,
    release_at = :release_at,
    changed = :changed, body = :body
WHERE review_item_id = :review_item_id
  AND version = :version_was
  AND lease_until IS :lease_was;

-- name: next_change
UPDATE review_changes SET last = last + 1 WHERE only = 1 RETURNING last;

-- name: last_change
SELECT last FROM review_changes;

-- name: review_item
SELECT body FROM review_items WHERE review_item_id = :review_item_id;

-- name: review_items
SELECT body FROM review_items
WHERE state IN (SELECT value FROM json_each(:states))
  AND (:source_language = '' OR source_language = :source_language)
  AND (:target_language = '' OR target_language = :target_language)
  AND (:text = '' OR folded_contains(body ->> '$.source_text', :text)
       OR folded_contains(body ->> '$.translation.text', :text))
ORDER BY rank, due, created_at, review_item_id
LIMIT :limit OFFSET :offset;

-- name: decided_review_items_by
SELECT body FROM review_facts AS facts JOIN review_items USING (review_item_id)
WHERE facts.kind = :kind AND facts.key = :key AND facts.decided
ORDER BY facts.created_at, review_item_id;

-- name: open_review_items_page
-- The usual states by name, which lets the index of open items serve: no sort, however many wait.
SELECT body FROM review_items INDEXED BY review_items_by_urgency
WHERE state IN ('pending', 'claimed')
  AND (:source_language = '' OR source_language = :source_language)
  AND (:target_language = '' OR target_language = :target_language)
  AND (:text = '' OR folded_contains(body ->> '$.source_text', :text)
       OR folded_contains(body ->> '$.translation.text', :text))
ORDER BY rank, due, created_at, review_item_id
LIMIT :limit OFFSET :offset;

-- name: open_review_items
SELECT changed, body FROM review_items INDEXED BY review_items_by_urgency
WHERE state IN ('pending', 'claimed')
  AND (:source_language = '' OR source_language = :source_language)
  AND (:target_language = '' OR target_language = :target_language)
ORDER BY rank, due, created_at, review_item_id
LIMIT :limit;

-- name: open_review_items_after
SELECT changed, body FROM review_items INDEXED BY review_items_by_urgency
WHERE state IN ('pending', 'claimed')
  AND (rank, due, created_at, review_item_id) > (:rank, :due, :created_at, :review_item_id)
  AND (:source_language = '' OR source_language = :source_language)
  AND (:target_language = '' OR target_language = :target_language)
ORDER BY rank, due, created_at, review_item_id
LIMIT :limit;

-- name: changed_review_items
SELECT changed, body FROM review_items
WHERE changed > :after
  AND (:source_language = '' OR source_language = :source_language)
  AND (:target_language = '' OR target_language = :target_language)
ORDER BY changed
LIMIT :limit;

-- name: open_lines
-- One seek a line, however many items stand in it.
WITH RECURSIVE lines (line) AS (
    SELECT min(line) FROM review_items WHERE state IN ('pending', 'claimed')
    UNION ALL
    SELECT (SELECT min(line) FROM review_items
            WHERE state IN ('pending', 'claimed') AND line > lines.line)
    FROM lines WHERE lines.line IS NOT NULL
)
SELECT line FROM lines WHERE line IS NOT NULL;

-- name: head_of_line
SELECT review_item_id, rank, due, created_at FROM review_items
WHERE state IN ('pending', 'claimed')
  AND line = :line
  AND (state = 'pending' OR lease_until <= :now)
  AND approved_by <> :reviewer
  AND (:again OR returned_by <> :reviewer)
ORDER BY rank, due, created_at, review_item_id
LIMIT 1;

-- name: first_of_line
SELECT review_item_id, rank, due, created_at FROM review_items INDEXED BY review_items_by_line
WHERE state IN ('pending', 'claimed')
  AND line = :line
  AND (:text = '' OR folded_contains(body ->> '$.source_text', :text)
       OR folded_contains(body ->> '$.translation.text', :text))
ORDER BY rank, due, created_at, review_item_id
LIMIT :limit;

-- name: open_claims
SELECT count(*) AS open_claims FROM review_items
WHERE state = 'claimed' AND claimed_by = :reviewer AND lease_until > :now;

-- name: past_deadline
SELECT body FROM review_items
WHERE state IN ('pending', 'claimed')
  AND deadline IS NOT NULL AND deadline <= :now
  AND (state = 'pending' OR lease_until <= :now)
ORDER BY deadline
LIMIT :limit;

-- name: items_to_release
SELECT body FROM review_items
WHERE state = 'releasing' AND release_at <= :now
ORDER BY release_at
LIMIT :limit;

-- name: alike
SELECT body FROM review_items
WHERE state = 'pending' AND likeness = :likeness AND likeness <> ''
  AND source_language = :source_language AND target_language = :target_language
  AND review_item_id <> :review_item_id
ORDER BY rank, due, created_at, review_item_id
LIMIT :limit;
