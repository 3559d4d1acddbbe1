-- Who may come in. A declared person has a row here from the first credential on.
CREATE TABLE accounts (
    name TEXT PRIMARY KEY,
    email TEXT,
    language TEXT,
    role TEXT,
    by_hand BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    password TEXT,
    password_at BIGINT,
    totp_secret TEXT,
    totp_at BIGINT,
    totp_used BIGINT,
    totp_told BIGINT
);
CREATE UNIQUE INDEX accounts_email ON accounts (email) WHERE email IS NOT NULL;

-- Ways back in without the phone, one use each. Only marks are kept.
CREATE TABLE recovery_codes (
    account TEXT NOT NULL,
    mark TEXT NOT NULL,
    PRIMARY KEY (account, mark)
);

CREATE TABLE passkeys (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    label TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX passkeys_account ON passkeys (account, created_at);

-- Who an account is at an identity provider.
CREATE TABLE identities (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    account TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX identities_account ON identities (account);

-- Exchanges of several steps, each bound to one browser and over within minutes.
CREATE TABLE ceremonies (
    hash TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    account TEXT NOT NULL,
    body TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX ceremonies_over ON ceremonies (expires_at);

-- Devices on which somebody signed in before: guessing elsewhere does not slow them down.
CREATE TABLE known_devices (
    hash TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    seen_at BIGINT NOT NULL
);
CREATE INDEX known_devices_seen ON known_devices (seen_at);
CREATE INDEX known_devices_account ON known_devices (account);

CREATE TABLE wrong_tries (
    place TEXT PRIMARY KEY,
    count BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);
CREATE INDEX wrong_tries_last ON wrong_tries (last_at);

ALTER TABLE sessions ADD COLUMN proved_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN how TEXT NOT NULL DEFAULT 'link';
ALTER TABLE sessions ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';
-- What the identity provider gave, hidden; it is told at sign-out.
ALTER TABLE sessions ADD COLUMN upstream TEXT NOT NULL DEFAULT '';
CREATE INDEX sessions_person ON sessions (person, seen_at);
CREATE INDEX sessions_seen ON sessions (seen_at);
CREATE INDEX sessions_expire ON sessions (expires_at);
CREATE INDEX sign_in_links_expire ON sign_in_links (expires_at);
