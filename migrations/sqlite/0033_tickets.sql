-- Tickets of GLPI that mirror incidents: how far each is told, and when the next call is owed.
CREATE TABLE tickets (
    incident_id BIGINT NOT NULL PRIMARY KEY,
    number BIGINT,
    told BIGINT NOT NULL,
    status BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT,
    trouble TEXT,
    mirrored_at BIGINT
);
CREATE INDEX tickets_due ON tickets (due_at) WHERE due_at IS NOT NULL;

-- How far the journal was read for news of incidents.
CREATE TABLE tickets_heard (
    id BIGINT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL
);
