-- Whether the unlock key is the right one. One row, made at the first start.
-- Retention: for ever. Without the unlock key (kept outside this database and its backups) nothing sealed here opens.
CREATE TABLE keyring_unlock (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    salt BYTEA NOT NULL,                -- makes this database's keys differ from every other's
    known_text BYTEA NOT NULL           -- opens only with the right unlock key
);

-- Keys that sign. The seed is sealed with a key derived from the unlock key, bound to owner and key_id.
-- Retention: for ever; whoever holds an old credential needs the public half.
CREATE TABLE keyring_keys (
    key_id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    purpose TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    public_key BYTEA NOT NULL,
    sealed_seed BYTEA NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('next', 'active', 'retired', 'compromised')),
    created BIGINT NOT NULL
);
CREATE INDEX keyring_keys_of_owner ON keyring_keys (owner);
-- However many processes start together, one of them makes the key.
CREATE UNIQUE INDEX keyring_one_active_key ON keyring_keys (owner, purpose) WHERE state = 'active';
CREATE UNIQUE INDEX keyring_one_next_key ON keyring_keys (owner, purpose) WHERE state = 'next';
