-- Erasures whose words may still be on free pages: written with the deletion, gone with the purge.
CREATE TABLE erasures_to_purge (
    number INTEGER PRIMARY KEY
) STRICT;
