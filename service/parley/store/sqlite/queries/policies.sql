-- name: policy_edits
SELECT body FROM channel_policies ORDER BY channel;

-- name: policy_edit_version
SELECT version FROM channel_policies WHERE channel = :channel;

-- name: policy_revision
SELECT coalesce(sum(version), 0) AS revision FROM channel_policies;

-- name: put_policy_edit
INSERT INTO channel_policies (channel, version, body) VALUES (:channel, :version, :body)
ON CONFLICT (channel) DO UPDATE SET version = excluded.version, body = excluded.body;
