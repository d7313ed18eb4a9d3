-- name: insert_review_item
INSERT INTO review_items (review_item_id, conversation_id, message_id, state, version, escalated,
                          severity, source_language, target_language, created_at, deadline,
                          lease_until, body)
VALUES (:review_item_id, :conversation_id, :message_id, :state, :version, :escalated,
        :severity, :source_language, :target_language, :created_at, :deadline,
        :lease_until, :body);

-- name: update_review_item
UPDATE review_items
SET state = :state, version = :version, escalated = :escalated, deadline = :deadline,
    lease_until = :lease_until, body = :body
WHERE review_item_id = :review_item_id
  AND version = :version_was
  AND lease_until IS :lease_was;

-- name: review_item
SELECT body FROM review_items WHERE review_item_id = :review_item_id;

-- name: review_items
SELECT body FROM review_items
WHERE state IN (SELECT value FROM json_each(:states))
  AND (:source_language = '' OR source_language = :source_language)
  AND (:target_language = '' OR target_language = :target_language)
ORDER BY escalated DESC, severity DESC, coalesce(deadline, 9223372036854775807), created_at,
         review_item_id
LIMIT :limit OFFSET :offset;

-- name: claimable
SELECT body FROM review_items
WHERE state IN ('pending', 'claimed')
  AND (state = 'pending' OR lease_until <= :now)
  AND (:source_language = '' OR source_language = :source_language)
  AND (:target_language = '' OR target_language = :target_language)
ORDER BY escalated DESC, severity DESC, coalesce(deadline, 9223372036854775807), created_at
LIMIT 1;

-- name: past_deadline
SELECT body FROM review_items
WHERE state IN ('pending', 'claimed')
  AND deadline IS NOT NULL AND deadline <= :now
ORDER BY deadline
LIMIT :limit;
