-- name: insert_conversation
INSERT INTO conversations (conversation_id, channel, customer_id, customer_language, agent_language,
                           formality, state, created_at, opened_as)
VALUES (:conversation_id, :channel, :customer_id, :customer_language, :agent_language,
        :formality, :state, :created_at, :opened_as)
ON CONFLICT (conversation_id) DO NOTHING;

-- name: conversation
SELECT * FROM conversations WHERE conversation_id = :conversation_id;

-- name: message_by_request
SELECT messages.*, events.sequence AS accepted_sequence
FROM messages
JOIN events ON events.conversation_id = messages.conversation_id
           AND events.sequence = messages.accepted_as
WHERE channel = :channel AND request_id = :request_id;

-- name: next_position
UPDATE conversations
SET last_position = last_position + 1
WHERE conversation_id = :conversation_id
RETURNING last_position, last_sequence + 1 AS next_sequence;

-- name: insert_message
INSERT INTO messages (message_id, conversation_id, position, channel, request_id, state, body,
                      accepted_as)
VALUES (:message_id, :conversation_id, :position, :channel, :request_id, :state, :body,
        :accepted_as);

-- name: update_message
UPDATE messages SET state = :state, body = :body
WHERE message_id = :message_id AND state = :was;

-- name: next_sequence
UPDATE conversations
SET last_sequence = last_sequence + 1
WHERE conversation_id = :conversation_id
RETURNING last_sequence;

-- name: insert_event
INSERT INTO events (conversation_id, sequence, event_id, created_at, kind, body)
VALUES (:conversation_id, :sequence, :event_id, :created_at, :kind, :body);

-- name: insert_outbox
INSERT INTO outbox (conversation_id, sequence) VALUES (:conversation_id, :sequence);

-- name: set_customer_language
UPDATE conversations SET customer_language = :customer_language
WHERE conversation_id = :conversation_id;

-- name: close_conversation
UPDATE conversations SET state = 'closed'
WHERE conversation_id = :conversation_id AND state = 'open';

-- name: message
SELECT * FROM messages WHERE message_id = :message_id;

-- name: messages
SELECT * FROM messages
WHERE conversation_id = :conversation_id AND position > :after_position
ORDER BY position
LIMIT :limit;

-- name: messages_before
SELECT * FROM messages
WHERE conversation_id = :conversation_id AND position < :position
ORDER BY position DESC
LIMIT :limit;

-- name: events
SELECT * FROM events
WHERE conversation_id = :conversation_id AND sequence > :after_sequence
ORDER BY sequence
LIMIT :limit;

-- name: unfinished
SELECT * FROM messages WHERE state = 'accepted' ORDER BY arrival;

-- name: unpublished
SELECT outbox.outbox_id, events.*
FROM outbox JOIN events USING (conversation_id, sequence)
ORDER BY outbox.outbox_id
LIMIT :limit;

-- name: mark_published
DELETE FROM outbox WHERE outbox_id = :outbox_id;

-- name: count_erased
SELECT count(DISTINCT conversations.conversation_id) AS conversations,
       count(messages.message_id) AS messages
FROM conversations LEFT JOIN messages USING (conversation_id)
WHERE customer_id = :customer_id;

-- name: erase_customer
DELETE FROM conversations WHERE customer_id = :customer_id;

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
