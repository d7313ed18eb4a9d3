-- name: releases
SELECT body FROM review_items
WHERE review_item_id IN (
    SELECT review_item_id FROM review_facts
    WHERE kind = 'language' AND key = :direction AND distance IS NOT NULL
    ORDER BY created_at DESC
    LIMIT :limit)
ORDER BY created_at DESC, review_item_id;

-- name: decided_proposals
SELECT proposal_id FROM glossary_verdicts;

-- name: decide_proposal
INSERT INTO glossary_verdicts (proposal_id, accepted, decided_by, decided_at)
VALUES (:proposal_id, :accepted, :decided_by, :decided_at)
ON CONFLICT (proposal_id) DO NOTHING;
