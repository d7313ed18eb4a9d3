CREATE TABLE glossary_terms (
    term_id         INTEGER PRIMARY KEY AUTOINCREMENT,
    source_language TEXT NOT NULL,
    -- Empty for a term that is translated into no language.
    target_language TEXT NOT NULL,
    channel         TEXT NOT NULL,
    source          TEXT NOT NULL,
    version         INTEGER NOT NULL DEFAULT 1,
    body            TEXT NOT NULL,
    UNIQUE (source_language, target_language, channel, source)
) STRICT;
