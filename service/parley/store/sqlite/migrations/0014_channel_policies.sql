-- What admins changed of the policies that the settings file has.
CREATE TABLE channel_policies (
    channel TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    body    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
