CREATE TABLE memory_units (
    -- Never given twice, so that an entry of the index cannot mean another unit later.
    unit_id         INTEGER PRIMARY KEY AUTOINCREMENT,
    source_language TEXT NOT NULL,
    target_language TEXT NOT NULL,
    source          TEXT NOT NULL,
    -- Empty for a language or a line without a form of address.
    formality       TEXT NOT NULL,
    target          TEXT NOT NULL,
    message_id      TEXT REFERENCES messages (message_id) ON DELETE CASCADE,
    created_at      INTEGER NOT NULL,
    origin          TEXT NOT NULL,
    author          TEXT NOT NULL,
    version         INTEGER NOT NULL DEFAULT 1,
    -- Under which kind of parts it is in memory_grams; 0 for none yet.
    gram_version    INTEGER NOT NULL DEFAULT 0,
    UNIQUE (source_language, target_language, source, formality)
) STRICT;

INSERT INTO memory_units (source_language, target_language, source, formality, target, message_id,
                          created_at, origin, author)
SELECT source_language, target_language, source, formality, target, message_id, created_at,
       'release', ''
FROM memory
ORDER BY created_at;

DROP TABLE memory;

CREATE INDEX memory_units_by_message ON memory_units (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX memory_units_by_gram_version ON memory_units (gram_version, unit_id);

-- Hashed parts of each source, see domain.resemblance; an entry without its unit means nothing.
CREATE TABLE memory_grams (
    gram    INTEGER NOT NULL,
    unit_id INTEGER NOT NULL,
    PRIMARY KEY (gram, unit_id)
) STRICT, WITHOUT ROWID;
