-- Files and pasted logs kept with incidents; what they contain is in the data directory, by its
-- SHA-256.
CREATE TABLE evidence (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    incident_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    occurred_at BIGINT,
    added_by TEXT NOT NULL,
    added_at BIGINT NOT NULL
);
CREATE INDEX evidence_incident ON evidence (incident_id, id);
CREATE INDEX evidence_sha256 ON evidence (sha256);
