-- A clock keeps what its deadline said when it was started: how long it gives, and the operator's own
-- words. Without own words, the catalogues have them by its name.
ALTER TABLE clocks ADD COLUMN within TEXT NOT NULL DEFAULT 'no-delay';
ALTER TABLE clocks ADD COLUMN title_en TEXT;
ALTER TABLE clocks ADD COLUMN title_fr TEXT;
ALTER TABLE clocks ADD COLUMN recipient_en TEXT;
ALTER TABLE clocks ADD COLUMN recipient_fr TEXT;
ALTER TABLE clocks ADD COLUMN source TEXT;
ALTER TABLE clocks ADD COLUMN checked_on TEXT NOT NULL DEFAULT '2026-11-20';
ALTER TABLE clocks ADD COLUMN whose TEXT NOT NULL DEFAULT 'shipped';
UPDATE clocks SET within = '1 month' WHERE kind = 'nis2-final';
UPDATE clocks SET within = CAST(due_at - aware_at AS TEXT)
    WHERE due_at IS NOT NULL AND kind <> 'nis2-final';

-- The priority by the operator's own matrix, as it was then.
ALTER TABLE qualifications ADD COLUMN own_priority BIGINT;
