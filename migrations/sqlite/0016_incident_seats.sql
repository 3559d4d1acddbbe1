-- Who does what in an incident: one person a seat. The incident lead is in incidents.
CREATE TABLE incident_seats (
    incident_id BIGINT NOT NULL,
    seat TEXT NOT NULL,
    person TEXT NOT NULL,
    since BIGINT NOT NULL,
    given_by TEXT NOT NULL,
    PRIMARY KEY (incident_id, seat)
);
