-- The whole life of an incident: who brought it where, who confirmed it, what kind it is, and when
-- what was known.
ALTER TABLE incidents ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE incidents ADD COLUMN kind TEXT NOT NULL DEFAULT 'incident';
ALTER TABLE incidents ADD COLUMN moved_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE incidents ADD COLUMN moved_by TEXT NOT NULL DEFAULT '';
ALTER TABLE incidents ADD COLUMN declared_by TEXT NOT NULL DEFAULT '';
ALTER TABLE incidents ADD COLUMN occurred_at BIGINT;
ALTER TABLE incidents ADD COLUMN occurred_by TEXT;
ALTER TABLE incidents ADD COLUMN detected_at BIGINT;
ALTER TABLE incidents ADD COLUMN detected_by TEXT;
ALTER TABLE incidents ADD COLUMN aware_at BIGINT;
ALTER TABLE incidents ADD COLUMN aware_by TEXT;
ALTER TABLE incidents ADD COLUMN resolved_by TEXT;
ALTER TABLE incidents ADD COLUMN validated_at BIGINT;
ALTER TABLE incidents ADD COLUMN validated_by TEXT;
ALTER TABLE incidents ADD COLUMN duplicate_of BIGINT;
ALTER TABLE incidents ADD COLUMN attended BIGINT NOT NULL DEFAULT 0;

-- What was taken is in progress; what a person declared, a person ends.
UPDATE incidents SET stage = 'in_progress' WHERE stage = 'acknowledged';
UPDATE incidents SET attended = 1 WHERE by_alert = 0;
UPDATE incidents SET
    moved_at = COALESCE(closed_at, resolved_at, acknowledged_at, declared_at),
    moved_by = COALESCE((SELECT j.actor FROM journal j WHERE j.incident_id = incidents.id
        AND j.kind IN ('incident_declared', 'incident_acknowledged', 'incident_resolved',
            'incident_reopened', 'incident_closed') ORDER BY j.seq DESC LIMIT 1), 'vigie'),
    declared_by = COALESCE((SELECT j.actor FROM journal j WHERE j.incident_id = incidents.id
        AND j.kind = 'incident_declared' ORDER BY j.seq LIMIT 1), 'vigie');
UPDATE incidents SET
    resolved_by = COALESCE((SELECT j.actor FROM journal j WHERE j.incident_id = incidents.id
        AND j.kind IN ('incident_resolved', 'incident_closed') ORDER BY j.seq DESC LIMIT 1), 'vigie')
    WHERE resolved_at IS NOT NULL;

DROP INDEX incidents_open;
DROP INDEX incidents_going_on;
DROP INDEX incidents_resolved;
CREATE INDEX incidents_open ON incidents (service)
    WHERE closed_at IS NULL AND validated_at IS NULL AND kind = 'incident';
CREATE INDEX incidents_going_on ON incidents (id) WHERE closed_at IS NULL;
CREATE INDEX incidents_resolved ON incidents (resolved_at)
    WHERE stage = 'resolved' AND by_alert = 1 AND attended = 0;
CREATE INDEX incidents_duplicate ON incidents (duplicate_of) WHERE duplicate_of IS NOT NULL;
