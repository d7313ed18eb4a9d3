-- name: reviewer
SELECT body FROM reviewers WHERE reviewer_id = :reviewer_id;

-- name: reviewers
SELECT body FROM reviewers ORDER BY reviewer_id;

-- name: insert_reviewer
INSERT INTO reviewers (reviewer_id, version, body) VALUES (:reviewer_id, :version, :body)
ON CONFLICT (reviewer_id) DO NOTHING;

-- name: update_reviewer
UPDATE reviewers SET version = :version, body = :body
WHERE reviewer_id = :reviewer_id AND version = :version_was;
