-- Where a use case wants a second clerk, an offer waits until another API key than its maker's has decided.
-- Two states more; `made_by` and `approved_by` are API keys as the audit record names them, and only of such offers.
CREATE TABLE offers_new (
    offer_id TEXT PRIMARY KEY,
    office TEXT NOT NULL,
    link_id TEXT NOT NULL UNIQUE,
    use_case TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('awaiting_approval', 'not_approved', 'created', 'opened', 'redeemed', 'issuing',
                                         'issued', 'accepted', 'cancelled', 'code_wrong', 'refused', 'failed')),
    sealed BYTEA,
    code_hash BYTEA NOT NULL UNIQUE,
    tx_code_hash BYTEA NOT NULL,
    wrong_codes BIGINT NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    redeemed_at BIGINT,
    access_token_hash BYTEA UNIQUE,
    token_expires BIGINT,
    client_hash BYTEA,
    credential_identifier TEXT,
    holder_hash BYTEA,
    rounds BIGINT NOT NULL,
    ended_at BIGINT,
    erase_at BIGINT NOT NULL,
    delete_after BIGINT NOT NULL,
    made_by TEXT,
    approved_by TEXT,
    disapproval TEXT,                     -- why the second clerk said no, a code of the closed list
    CHECK (approved_by IS NULL OR approved_by <> made_by)
);
INSERT INTO offers_new (offer_id, office, link_id, use_case, state, sealed, code_hash, tx_code_hash, wrong_codes, created,
                        expires, redeemed_at, access_token_hash, token_expires, client_hash, credential_identifier,
                        holder_hash, rounds, ended_at, erase_at, delete_after)
    SELECT offer_id, office, link_id, use_case, state, sealed, code_hash, tx_code_hash, wrong_codes, created,
           expires, redeemed_at, access_token_hash, token_expires, client_hash, credential_identifier,
           holder_hash, rounds, ended_at, erase_at, delete_after FROM offers;
DROP TABLE offers;
ALTER TABLE offers_new RENAME TO offers;
CREATE INDEX offers_to_erase ON offers (erase_at);
CREATE INDEX offers_to_delete ON offers (delete_after);
