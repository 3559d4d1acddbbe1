-- Views of lists that somebody saved: their own names for filters and an order.
CREATE TABLE saved_views (
    person TEXT NOT NULL,
    path TEXT NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    PRIMARY KEY (person, path, name)
);
