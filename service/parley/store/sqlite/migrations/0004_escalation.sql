-- What was suggested for a conversation, and who kept it, as JSON.
ALTER TABLE conversations ADD COLUMN escalation TEXT NOT NULL DEFAULT '{"reasons":[],"overridden_by":""}';
