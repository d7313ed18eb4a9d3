-- name: insert_outbox
INSERT INTO outbox (conversation_id, sequence) VALUES (:conversation_id, :sequence);

-- name: unpublished
SELECT outbox.outbox_id, events.*
FROM outbox JOIN events USING (conversation_id, sequence)
ORDER BY outbox.outbox_id
LIMIT :limit;

-- name: mark_published
DELETE FROM outbox WHERE outbox_id = :outbox_id;
