-- Proposals that were accepted or dismissed, by a hash of their words.
CREATE TABLE glossary_verdicts (
    proposal_id TEXT PRIMARY KEY,
    accepted    INTEGER NOT NULL,
    decided_by  TEXT NOT NULL,
    decided_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
