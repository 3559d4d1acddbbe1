-- Answers kept for a day for callers who ask the same again, hidden with the key of the installation.
CREATE TABLE kept_answers (
    caller TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    answer TEXT,
    PRIMARY KEY (caller, idempotency_key)
);
CREATE INDEX kept_answers_begun ON kept_answers (begun_at);
