-- A report is for one or several incidents; each of its texts stays, and a signed one never changes.
ALTER TABLE reports RENAME TO drafts_before;

CREATE TABLE reports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    incident_id BIGINT NOT NULL UNIQUE,
    template TEXT NOT NULL,
    language TEXT NOT NULL,
    last_version BIGINT NOT NULL
);

-- All the incidents that a report is about, the first one too.
CREATE TABLE report_incidents (
    incident_id BIGINT PRIMARY KEY,
    report_id BIGINT NOT NULL
);
CREATE INDEX report_incidents_report ON report_incidents (report_id);

CREATE TABLE report_versions (
    report_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    text TEXT NOT NULL,
    saved_by TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    knows BIGINT NOT NULL,
    signed_by TEXT,
    signed_at BIGINT,
    sha256 TEXT,
    PRIMARY KEY (report_id, version)
);

CREATE TABLE report_comments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    report_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    written_by TEXT NOT NULL,
    written_at BIGINT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX report_comments_report ON report_comments (report_id, id);

INSERT INTO reports (incident_id, template, language, last_version)
    SELECT incident_id, 'incident-report', 'en', 1 FROM drafts_before;
INSERT INTO report_incidents (incident_id, report_id) SELECT incident_id, id FROM reports;
INSERT INTO report_versions (report_id, version, text, saved_by, saved_at, knows)
    SELECT r.id, 1, d.markdown, 'vigie', d.drafted_at, 0
    FROM drafts_before d JOIN reports r ON r.incident_id = d.incident_id;
DROP TABLE drafts_before;
