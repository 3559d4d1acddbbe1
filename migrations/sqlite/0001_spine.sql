-- The journal: what happened, in order, for ever. Chained by hash in blocks behind the writers.
CREATE TABLE journal (
    seq INTEGER PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    alert_id BIGINT,
    incident_id BIGINT,
    subject TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX journal_incident ON journal (incident_id, seq) WHERE incident_id IS NOT NULL;
-- One entry tells of a run of opened alerts, under the number of the first.
CREATE INDEX journal_alert ON journal (alert_id, seq)
    WHERE alert_id IS NOT NULL AND kind <> 'alerts_opened';
CREATE INDEX journal_opened ON journal (alert_id) WHERE kind = 'alerts_opened';

CREATE TABLE journal_blocks (
    last_seq BIGINT PRIMARY KEY,
    first_seq BIGINT NOT NULL,
    sealed_at BIGINT NOT NULL,
    hash TEXT NOT NULL
);

-- What one room owes another's fact.
CREATE TABLE duties (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    last_error TEXT NOT NULL,
    UNIQUE (kind, subject)
);

-- One declared object a row: service, person, check, route...
CREATE TABLE declarations (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    origin TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (kind, name)
);

CREATE TABLE alerts (
    id INTEGER PRIMARY KEY,
    fingerprint BIGINT NOT NULL,
    state TEXT NOT NULL,
    source TEXT NOT NULL,
    service TEXT,
    severity TEXT NOT NULL,
    labels TEXT NOT NULL,
    annotations TEXT NOT NULL,
    generator_url TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    by_timeout BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    acknowledged_by TEXT,
    acknowledged_at BIGINT,
    resolved_at BIGINT,
    ending TEXT,
    incident_id BIGINT
);
CREATE INDEX alerts_live ON alerts (ends_at) WHERE state <> 'resolved';
CREATE INDEX alerts_incident ON alerts (incident_id) WHERE incident_id IS NOT NULL;

-- The latest alert of each fingerprint; on SQLite all but the newest, which the writer remembers.
CREATE TABLE alert_keys (
    fingerprint INTEGER PRIMARY KEY,
    alert_id BIGINT NOT NULL
);
-- The alert up to which they are written; not used where they are written at once.
CREATE TABLE alert_keys_written (
    up_to BIGINT PRIMARY KEY
);

-- Posting lists of the alerts' labels, 1,024 alerts a block, written behind the writers.
CREATE TABLE alert_index_blocks (
    block BIGINT PRIMARY KEY,
    first_id BIGINT NOT NULL,
    last_id BIGINT NOT NULL
);
CREATE TABLE alert_index (
    bucket BIGINT NOT NULL,
    block BIGINT NOT NULL,
    postings BLOB NOT NULL,
    PRIMARY KEY (bucket, block)
);

-- Alerts that are told together.
CREATE TABLE alert_groups (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    place TEXT NOT NULL UNIQUE,
    group_key TEXT NOT NULL,
    route_id TEXT NOT NULL,
    labels TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    flush_at BIGINT NOT NULL,
    flushed BIGINT NOT NULL
);
CREATE INDEX alert_groups_flush ON alert_groups (flush_at);
CREATE TABLE group_members (
    group_id BIGINT NOT NULL,
    alert_id BIGINT NOT NULL,
    PRIMARY KEY (group_id, alert_id)
) WITHOUT ROWID;
CREATE INDEX group_members_alert ON group_members (alert_id);
-- What each channel was last told about a group.
CREATE TABLE group_notices (
    group_key TEXT NOT NULL,
    target TEXT NOT NULL,
    noticed_at BIGINT NOT NULL,
    firing TEXT NOT NULL,
    resolved TEXT NOT NULL,
    PRIMARY KEY (group_key, target)
);
CREATE INDEX group_notices_at ON group_notices (noticed_at);

CREATE TABLE silences (
    id TEXT PRIMARY KEY,
    matchers TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    comment TEXT NOT NULL,
    annotations TEXT NOT NULL
);
CREATE INDEX silences_end ON silences (ends_at);

CREATE TABLE incidents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    year BIGINT NOT NULL,
    number BIGINT NOT NULL,
    title TEXT NOT NULL,
    service TEXT,
    severity TEXT NOT NULL,
    stage TEXT NOT NULL,
    lead TEXT,
    declared_at BIGINT NOT NULL,
    acknowledged_at BIGINT,
    resolved_at BIGINT,
    closed_at BIGINT,
    by_alert BIGINT NOT NULL,
    UNIQUE (year, number)
);
CREATE INDEX incidents_open ON incidents (service) WHERE stage <> 'closed';

CREATE TABLE reports (
    incident_id BIGINT PRIMARY KEY,
    drafted_at BIGINT NOT NULL,
    markdown TEXT NOT NULL
);

-- The outbox: one row an owed notification, one delivery row an attempt.
CREATE TABLE notifications (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    idempotency_key TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    channel TEXT NOT NULL,
    person TEXT,
    thread TEXT NOT NULL,
    group_key TEXT,
    incident_id BIGINT,
    summary TEXT NOT NULL,
    notice TEXT NOT NULL,
    owed_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    taken_until BIGINT,
    finished_at BIGINT,
    last_error TEXT NOT NULL
);
CREATE INDEX notifications_due ON notifications (due_at) WHERE state IN ('due', 'failed', 'sending');
CREATE INDEX notifications_thread ON notifications (thread);
CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    notification_id BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    finished_at BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX deliveries_notification ON deliveries (notification_id);

CREATE TABLE check_states (
    slug TEXT PRIMARY KEY,
    verdict TEXT NOT NULL,
    since BIGINT,
    streak BIGINT NOT NULL,
    streak_since BIGINT,
    streak_failed BIGINT NOT NULL,
    why TEXT,
    held_kind TEXT,
    held_by TEXT,
    last_at BIGINT,
    blind TEXT
);
CREATE TABLE observations (
    slug TEXT NOT NULL,
    at BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    total_micros BIGINT,
    body TEXT NOT NULL,
    PRIMARY KEY (slug, at)
) WITHOUT ROWID;

CREATE TABLE heartbeat_states (
    slug TEXT PRIMARY KEY,
    standing TEXT NOT NULL,
    why TEXT,
    since BIGINT,
    last_ping_at BIGINT,
    last_kind TEXT,
    counted_from BIGINT,
    last_start_at BIGINT,
    run_id TEXT,
    unended_since BIGINT,
    last_took_millis BIGINT,
    fails_at BIGINT
);
CREATE INDEX heartbeat_states_fail ON heartbeat_states (fails_at) WHERE fails_at IS NOT NULL;
CREATE TABLE pings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    slug TEXT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    run_id TEXT,
    took_millis BIGINT,
    remote TEXT NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX pings_slug ON pings (slug, id);

CREATE TABLE source_states (
    slug TEXT PRIMARY KEY,
    heard_at BIGINT,
    silent BIGINT NOT NULL,
    received BIGINT NOT NULL,
    refused BIGINT NOT NULL
);
-- Authentic messages that could not be read.
CREATE TABLE unread_messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source TEXT NOT NULL,
    at BIGINT NOT NULL,
    why TEXT NOT NULL,
    body BLOB NOT NULL
);

-- Single-use sign-in links, sessions and API tokens: only hashes are kept.
CREATE TABLE sign_in_links (
    hash TEXT PRIMARY KEY,
    person TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE TABLE sessions (
    hash TEXT PRIMARY KEY,
    person TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE TABLE tokens (
    hash TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    scope TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    withdrawn_at BIGINT
);

-- What runs by time or on every commit must seek, never scan.
CREATE INDEX duties_due ON duties (due_at, id);
CREATE INDEX alerts_own ON alerts (id) WHERE source = 'vigie' AND state <> 'resolved';
CREATE INDEX notifications_owed ON notifications (owed_at, state);
CREATE INDEX notifications_group ON notifications (group_key, channel)
    WHERE state IN ('due', 'failed');
CREATE INDEX notifications_incident ON notifications (incident_id, id)
    WHERE incident_id IS NOT NULL;
CREATE INDEX incidents_going_on ON incidents (id) WHERE stage <> 'closed';
CREATE INDEX incidents_resolved ON incidents (resolved_at)
    WHERE stage = 'resolved' AND by_alert = 1;
CREATE INDEX alerts_over ON alerts (resolved_at) WHERE state = 'resolved';

-- What one node at a time does, and until when it has the turn.
CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    held_until BIGINT NOT NULL
);
CREATE INDEX unread_messages_source ON unread_messages (source, id);
