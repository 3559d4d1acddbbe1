-- Where listening to the rooms of a chat was left off, and why it does not go on.
CREATE TABLE chat_places (
    homeserver TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL,
    since TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    next_at BIGINT,
    heard_at BIGINT,
    trouble TEXT
);

-- What was heard there, each message once, and the answer that is still owed.
CREATE TABLE chat_heard (
    id TEXT NOT NULL PRIMARY KEY,
    room TEXT NOT NULL,
    heard_at BIGINT NOT NULL,
    joins BIGINT NOT NULL,
    answer TEXT,
    attempts BIGINT NOT NULL,
    due_at BIGINT
);
CREATE INDEX chat_heard_due ON chat_heard (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX chat_heard_at ON chat_heard (heard_at);

-- The incident of a room.
CREATE INDEX mirrors_name ON mirrors (place, name);
