-- How alarming an incident is: one row a qualification, never changed; the last one holds.
CREATE TABLE qualifications (
    seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    incident_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    situation TEXT NOT NULL,
    exposed TEXT NOT NULL,
    personal TEXT NOT NULL,
    malicious TEXT NOT NULL,
    down TEXT NOT NULL,
    spreading TEXT NOT NULL,
    level TEXT NOT NULL,
    grade BIGINT NOT NULL,
    urgency BIGINT NOT NULL,
    impact BIGINT NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX qualifications_incident ON qualifications (incident_id, seq);

-- Legal clocks. One that is closed keeps its proof.
CREATE TABLE clocks (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    incident_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    aware_at BIGINT NOT NULL,
    due_at BIGINT,
    started_by TEXT NOT NULL,
    warned BIGINT NOT NULL,
    warn_at BIGINT,
    ended_by TEXT,
    ended_at BIGINT,
    ending TEXT,
    proof TEXT,
    UNIQUE (incident_id, kind)
);
CREATE INDEX clocks_warn ON clocks (warn_at) WHERE warn_at IS NOT NULL;
CREATE INDEX clocks_open ON clocks (due_at) WHERE ended_at IS NULL;
