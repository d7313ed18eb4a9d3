-- name: insert_conversation
INSERT INTO conversations (conversation_id, channel, customer_id, customer_language, agent_language,
                           formality, state, created_at, opened_as, metadata)
VALUES (:conversation_id, :channel, :customer_id, :customer_language, :agent_language,
        :formality, :state, :created_at, :opened_as, :metadata)
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
                      accepted_as, created_s)
VALUES (:message_id, :conversation_id, :position, :channel, :request_id, :state, :body,
        :accepted_as, :created_s);

-- name: update_message
UPDATE messages SET state = :state, body = :body, direction = :direction, touched = :touched,
                    from_memory = :from_memory
WHERE message_id = :message_id AND state = :was;

-- name: next_sequence
UPDATE conversations
SET last_sequence = last_sequence + 1
WHERE conversation_id = :conversation_id
RETURNING last_sequence;

-- name: insert_event
INSERT INTO events (conversation_id, sequence, event_id, created_at, kind, body)
VALUES (:conversation_id, :sequence, :event_id, :created_at, :kind, :body);

-- name: set_customer_language
UPDATE conversations SET customer_language = :customer_language
WHERE conversation_id = :conversation_id;

-- name: set_escalation
UPDATE conversations SET escalation = :escalation WHERE conversation_id = :conversation_id;

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

-- name: recent_messages
SELECT conversations.*, messages.body AS message_body, review_items.body AS item_body
FROM messages
JOIN conversations USING (conversation_id)
JOIN events ON events.conversation_id = messages.conversation_id
           AND events.sequence = messages.accepted_as
LEFT JOIN review_items ON review_items.message_id = messages.message_id
WHERE events.created_at >= :since AND messages.state != 'accepted'
ORDER BY messages.arrival;

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

-- name: count_erased
SELECT count(DISTINCT conversations.conversation_id) AS conversations,
       count(messages.message_id) AS messages
FROM conversations LEFT JOIN messages USING (conversation_id)
WHERE customer_id = :customer_id;

-- name: erase_customer
DELETE FROM conversations WHERE customer_id = :customer_id;

-- name: insert_erasure
INSERT INTO erasures_to_purge DEFAULT VALUES;

-- name: last_erasure
SELECT max(number) AS number FROM erasures_to_purge;

-- name: forget_erasures
DELETE FROM erasures_to_purge WHERE number <= :number;
