-- Entries that were appended with their change and wait to be linked, in the order of time; `step` orders what one
-- process appended within one second. Retention: some seconds, until the one owner moves them into the chain.
CREATE TABLE audit_tail (
    occurred BIGINT NOT NULL,
    step BIGINT NOT NULL,
    entry_id TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    owner TEXT NOT NULL,
    object_id TEXT NOT NULL,
    outcome TEXT NOT NULL,
    PRIMARY KEY (occurred, step, entry_id)
);

-- The chain. Rows are only ever inserted: a city may take UPDATE and DELETE on this table away from the service's role.
-- Retention: for ever; opaque ids and words of closed lists, no personal data.
CREATE TABLE audit_chain (
    number BIGINT PRIMARY KEY,            -- 1, 2, 3, ...: the order of linking; each entry has its own time
    epoch BIGINT NOT NULL,                -- 0, and after a restore the time of that restore
    entry_id TEXT NOT NULL,
    occurred BIGINT NOT NULL,
    actor TEXT NOT NULL,                  -- api:<prefix of the key> | wallet | service | operator
    action TEXT NOT NULL,
    owner TEXT NOT NULL,                  -- the office, relying party or authority it concerns
    object_id TEXT NOT NULL,
    outcome TEXT NOT NULL,                -- 'done', a reason or a verdict
    hash BYTEA NOT NULL                   -- SHA-256 over the hash before and the canonical form of the rest
);

-- Where the chain ends. Whoever links holds this row, so one process links at a time. Retention: for ever.
CREATE TABLE audit_chain_end (
    only_row BIGINT PRIMARY KEY CHECK (only_row = 1),
    epoch BIGINT NOT NULL,
    number BIGINT NOT NULL,
    hash BYTEA NOT NULL
);

-- Signed heads, on their way to the file outside the database.
-- Retention: 90 days; the file keeps them for ever, and any one head vouches for all entries before it.
CREATE TABLE audit_heads (
    epoch BIGINT NOT NULL,
    number BIGINT NOT NULL,
    signed_at BIGINT NOT NULL,
    token TEXT NOT NULL,
    PRIMARY KEY (epoch, number)
);
