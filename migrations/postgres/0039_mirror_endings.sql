-- What somebody made of a ticket by hand while its incident went on. Tickets of incidents that go on
-- are looked at now and then from here on.
ALTER TABLE mirrors ADD COLUMN ended TEXT;
UPDATE mirrors SET due_at = mirrored_at, attempts = 0
    WHERE place = 'desk' AND name IS NOT NULL AND status < 5 AND due_at IS NULL;
