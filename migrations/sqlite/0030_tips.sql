-- What people outside said on the public form, and what became of it.
CREATE TABLE tips (
    id INTEGER PRIMARY KEY,
    at BIGINT NOT NULL,
    service TEXT,
    body TEXT NOT NULL,
    contact TEXT NOT NULL,
    settled_at BIGINT,
    settled_by TEXT,
    incident_id BIGINT,
    why TEXT
);
CREATE INDEX tips_settled ON tips (settled_at, id);
