-- Attempts to reach those who can act, and what became of each.
CREATE TABLE contact_attempts (
    id INTEGER PRIMARY KEY,
    incident_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    rung TEXT NOT NULL,
    whom TEXT NOT NULL,
    way TEXT NOT NULL,
    result TEXT NOT NULL
);
CREATE INDEX contact_attempts_incident ON contact_attempts (incident_id, id);
