-- What was changed in what we run, as the tools that did it told us; each message once.
CREATE TABLE changes (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source TEXT NOT NULL,
    delivery TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    at BIGINT NOT NULL,
    told_at BIGINT NOT NULL,
    service TEXT,
    place TEXT NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    url TEXT NOT NULL
);
CREATE UNIQUE INDEX changes_delivery ON changes (source, delivery);
CREATE INDEX changes_service ON changes (service, at);
CREATE INDEX changes_told ON changes (told_at);
