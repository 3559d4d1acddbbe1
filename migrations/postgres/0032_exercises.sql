-- Exercises: incidents of that kind whose scenario happens on a clock. Its events were copied at
-- the start; open_at is when one is due, and empty once it happened or is left out.
CREATE TABLE exercises (
    incident_id BIGINT PRIMARY KEY,
    scenario TEXT NOT NULL,
    language TEXT NOT NULL,
    receiver TEXT,
    started_by TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT
);

CREATE TABLE exercise_events (
    incident_id BIGINT NOT NULL,
    place BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    open_at BIGINT,
    played_at BIGINT,
    kind TEXT NOT NULL,
    said_by TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (incident_id, place)
);
CREATE INDEX exercise_events_open ON exercise_events (open_at) WHERE open_at IS NOT NULL;
