-- Tokens have a role, a place, an end and a maker. Those that were made before may everything, as
-- they did, and have no end.
ALTER TABLE tokens ADD COLUMN role TEXT NOT NULL DEFAULT '';
ALTER TABLE tokens ADD COLUMN organisation TEXT;
ALTER TABLE tokens ADD COLUMN made_by TEXT NOT NULL DEFAULT '';
ALTER TABLE tokens ADD COLUMN expires_at BIGINT;
ALTER TABLE tokens ADD COLUMN used_at BIGINT;
UPDATE tokens SET role = 'administrator' WHERE scope = 'api';
ALTER TABLE tokens DROP COLUMN scope;

-- The journal names a program by its token, so a name stands for one that is not withdrawn.
UPDATE tokens SET withdrawn_at = created_at WHERE withdrawn_at IS NULL AND EXISTS (
    SELECT 1 FROM tokens AS other WHERE other.name = tokens.name AND other.withdrawn_at IS NULL
        AND (other.created_at, other.hash) > (tokens.created_at, tokens.hash));
CREATE UNIQUE INDEX tokens_name ON tokens (name) WHERE withdrawn_at IS NULL;
CREATE INDEX tokens_withdrawn ON tokens (withdrawn_at) WHERE withdrawn_at IS NOT NULL;
CREATE INDEX tokens_expires ON tokens (expires_at) WHERE expires_at IS NOT NULL;
