-- When an incident hurt less, and who said so.
ALTER TABLE incidents ADD COLUMN mitigated_at BIGINT;
ALTER TABLE incidents ADD COLUMN mitigated_by TEXT;

-- Whoever declared an incident by hand was aware of it then; that was not kept.
UPDATE incidents SET aware_at = declared_at, aware_by = declared_by
    WHERE aware_at IS NULL AND by_alert = 0
    AND NOT EXISTS (SELECT 1 FROM clocks c WHERE c.incident_id = incidents.id);
