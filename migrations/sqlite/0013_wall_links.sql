-- Links to the wall screen, each good until a time or until somebody withdraws it.
CREATE TABLE wall_links (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    withdrawn_at BIGINT
);
