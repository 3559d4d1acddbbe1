-- The register of personal-data breaches, one entry an incident; it is never forgotten.
CREATE TABLE breaches (
    incident_id BIGINT PRIMARY KEY,
    version BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    facts TEXT NOT NULL,
    effects TEXT NOT NULL,
    remedies TEXT NOT NULL,
    risk TEXT,
    reasons TEXT,
    decided_by TEXT,
    decided_at BIGINT,
    written_by TEXT,
    written_at BIGINT
);
