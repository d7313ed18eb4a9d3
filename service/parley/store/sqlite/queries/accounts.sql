-- name: account
SELECT name, password_hash, password_at, active, created_at, one_time, issuer, subject, link_until
FROM accounts WHERE name = :name;

-- name: account_of
SELECT name, password_hash, password_at, active, created_at, one_time, issuer, subject, link_until
FROM accounts WHERE issuer = :issuer AND subject = :subject AND subject <> '';

-- name: accounts
SELECT name, password_hash, password_at, active, created_at, one_time, issuer, subject, link_until
FROM accounts ORDER BY name;

-- name: put_account
INSERT INTO accounts
    (name, password_hash, password_at, active, created_at, one_time, issuer, subject, link_until)
VALUES
    (:name, :password_hash, :password_at, :active, :created_at, :one_time, :issuer, :subject,
     :link_until)
ON CONFLICT (name) DO UPDATE
SET password_hash = excluded.password_hash, password_at = excluded.password_at,
    active = excluded.active, one_time = excluded.one_time, issuer = excluded.issuer,
    subject = excluded.subject, link_until = excluded.link_until;

-- name: open_session
INSERT INTO sessions (digest, name, csrf_token, opened_at, seen_at)
VALUES (:digest, :name, :csrf_token, :opened_at, :seen_at);

-- name: session
SELECT name, csrf_token, opened_at, seen_at, one_time
FROM sessions JOIN accounts USING (name)
WHERE digest = :digest AND active;

-- name: see_session
UPDATE sessions SET seen_at = :at WHERE digest = :digest;

-- name: close_session
DELETE FROM sessions WHERE digest = :digest;

-- name: close_sessions_of
DELETE FROM sessions WHERE name = :name;

-- name: drop_sessions
DELETE FROM sessions WHERE seen_at < :seen_before OR opened_at < :opened_before;
