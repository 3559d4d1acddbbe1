-- What people promised after an incident, until it is done or dropped.
CREATE TABLE actions (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    incident_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    owner TEXT NOT NULL,
    due_on TEXT NOT NULL,
    added_by TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    remind_at BIGINT,
    ended_by TEXT,
    ended_at BIGINT,
    ending TEXT,
    said TEXT
);
CREATE INDEX actions_incident ON actions (incident_id, id);
CREATE INDEX actions_open ON actions (due_on, id) WHERE ended_at IS NULL;
CREATE INDEX actions_remind ON actions (remind_at) WHERE remind_at IS NOT NULL;
