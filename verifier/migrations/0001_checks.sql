-- One row a check that a relying party has asked for.
-- Retention: the row lives until `delete_after`; the sealed result only as long as the purpose's statement allows
-- (`keep_result_until`). No column but `result_sealed` ever holds a word about a person.
CREATE TABLE checks (
    check_id TEXT PRIMARY KEY,            -- known to the service alone
    relying_party TEXT NOT NULL,
    request_id TEXT NOT NULL UNIQUE,      -- known to whoever holds the link: request_uri, response_uri and `state`
    purpose TEXT NOT NULL,
    credential_type TEXT NOT NULL,
    nonce TEXT NOT NULL,
    return_url TEXT,                      -- same-device checks only
    response_code_hash BYTEA,             -- set with the result of a same-device check
    state TEXT NOT NULL CHECK (state IN ('waiting', 'opened', 'judging', 'verified', 'rejected', 'declined', 'cancelled')),
    result_sealed BYTEA,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    finished BIGINT,
    keep_result_until BIGINT,
    delete_after BIGINT NOT NULL
);
CREATE INDEX checks_by_end_of_result ON checks (keep_result_until);
CREATE INDEX checks_by_end_of_life ON checks (delete_after);
