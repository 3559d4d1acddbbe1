-- Mails that were taken, by the hash of their id: none is taken twice.
CREATE TABLE mails (
    id_hash TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    incident_id BIGINT
);
CREATE INDEX mails_at ON mails (at);
