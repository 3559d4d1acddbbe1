-- Signed texts that are owed to the Git repository, and those that are in it. One whose due_at is
-- empty is done.
CREATE TABLE report_filings (
    report_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    incident_id BIGINT NOT NULL,
    owed_at BIGINT NOT NULL,
    due_at BIGINT,
    attempts BIGINT NOT NULL,
    error TEXT,
    cause TEXT,
    tried_at BIGINT,
    commit_id TEXT,
    path TEXT,
    PRIMARY KEY (report_id, version)
);
CREATE INDEX report_filings_due ON report_filings (due_at) WHERE due_at IS NOT NULL;
