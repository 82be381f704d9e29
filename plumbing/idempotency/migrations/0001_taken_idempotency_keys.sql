-- The Idempotency-Key of a request that made something, so that the request repeated answers with the same thing.
-- Retention: until `delete_after` (a day). Both hashes are keyed: a caller may put anything into its key.
CREATE TABLE taken_idempotency_keys (
    owner TEXT NOT NULL,                  -- whose program called: an office, a relying party, the authority
    key_hash BYTEA NOT NULL,
    request_hash BYTEA NOT NULL,
    made TEXT NOT NULL,                   -- id of what the request made
    delete_after BIGINT NOT NULL,
    PRIMARY KEY (owner, key_hash)
);
CREATE INDEX taken_idempotency_keys_to_delete ON taken_idempotency_keys (delete_after);
