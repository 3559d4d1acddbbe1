-- Playbooks that are followed in an incident, and their steps as they were copied at the start.
CREATE TABLE playbook_runs (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    incident_id BIGINT NOT NULL,
    playbook TEXT NOT NULL,
    title TEXT NOT NULL,
    language TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    started_by TEXT NOT NULL
);
CREATE INDEX playbook_runs_incident ON playbook_runs (incident_id, id);

CREATE TABLE playbook_steps (
    run_id BIGINT NOT NULL,
    place BIGINT NOT NULL,
    phase TEXT NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    details TEXT NOT NULL,
    answers TEXT NOT NULL,
    task_id BIGINT,
    actor TEXT,
    at BIGINT,
    ending TEXT,
    words TEXT,
    PRIMARY KEY (run_id, place)
);

-- What somebody owes in an incident, and until when: work, the next update, a playbook's wait.
CREATE TABLE tasks (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    incident_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    owner TEXT,
    due_at BIGINT,
    added_by TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    remind_at BIGINT,
    reminded_at BIGINT,
    ended_by TEXT,
    ended_at BIGINT,
    ending TEXT
);
CREATE INDEX tasks_incident ON tasks (incident_id, id);
CREATE INDEX tasks_remind ON tasks (remind_at) WHERE remind_at IS NOT NULL;
