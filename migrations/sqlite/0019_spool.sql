-- The number of the last message of the spool that is in the database: one row.
CREATE TABLE spool_taken (
    id BIGINT PRIMARY KEY,
    number BIGINT NOT NULL
);
