-- How incidents stand to each other. A row is read from both ends.
CREATE TABLE incident_links (
    incident_id BIGINT NOT NULL,
    other_id BIGINT NOT NULL,
    relation TEXT NOT NULL,
    linked_by TEXT NOT NULL,
    linked_at BIGINT NOT NULL,
    PRIMARY KEY (incident_id, other_id)
);
CREATE INDEX incident_links_other ON incident_links (other_id);
