-- The worst alerts that go on, and how many of each severity: what Now shows first.
CREATE INDEX alerts_worst ON alerts (severity, state, id) WHERE state <> 'resolved';
