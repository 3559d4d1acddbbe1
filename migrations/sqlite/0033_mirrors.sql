-- Where incidents are mirrored, a ticket of GLPI or a room of a chat: how far each is told, and when
-- the next call is owed.
CREATE TABLE mirrors (
    incident_id BIGINT NOT NULL,
    place TEXT NOT NULL,
    name TEXT,
    told BIGINT NOT NULL,
    telling BIGINT,
    status BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT,
    trouble TEXT,
    mirrored_at BIGINT,
    PRIMARY KEY (incident_id, place)
);
CREATE INDEX mirrors_due ON mirrors (due_at) WHERE due_at IS NOT NULL;

-- How far the journal was read for news of incidents, for each kind of place.
CREATE TABLE mirrors_heard (
    place TEXT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL
);
