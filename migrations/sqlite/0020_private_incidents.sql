-- Private incidents: the people who take part, one a line; NULL for an incident that is not private.
ALTER TABLE incidents ADD COLUMN participants TEXT;
CREATE INDEX incidents_private ON incidents (id) WHERE participants IS NOT NULL;
DROP INDEX incidents_open;
CREATE INDEX incidents_open ON incidents (service)
    WHERE closed_at IS NULL AND validated_at IS NULL AND kind = 'incident' AND participants IS NULL;
