-- One row an offer: from the moment a clerk makes it until it is known how it ended.
-- Retention: `sealed` (the claims, the pre-authorized code and the tx_code) until `erase_at`: the offer's end, or the end
-- of the access token when a wallet has redeemed it, or the wallet's word that it has the credential, whichever is first.
-- The row itself lives until `delete_after`. No other column ever holds a word about a person.
CREATE TABLE offers (
    offer_id TEXT PRIMARY KEY,            -- the office's handle
    office TEXT NOT NULL,
    link_id TEXT NOT NULL UNIQUE,         -- the wallet's handle, in the link and the QR code
    use_case TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('created', 'opened', 'redeemed', 'issuing', 'issued', 'accepted',
                                         'cancelled', 'code_wrong', 'refused', 'failed')),
    sealed BYTEA,
    code_hash BYTEA NOT NULL UNIQUE,      -- of the pre-authorized code
    tx_code_hash BYTEA NOT NULL,          -- keyed: six digits could be tried out
    wrong_codes BIGINT NOT NULL,          -- tx_codes that were wrong; the fifth locks the offer
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    redeemed_at BIGINT,
    access_token_hash BYTEA UNIQUE,
    token_expires BIGINT,
    client_hash BYTEA,                    -- of the client_id in the token request; NULL when the wallet gave none
    credential_identifier TEXT,           -- set when the token answer named one; then the request must
    holder_hash BYTEA,                    -- of the holder's DID at the first credential request; a repeat must match
    rounds BIGINT NOT NULL,               -- credential requests that took places; only the last one's card is good
    ended_at BIGINT,
    erase_at BIGINT NOT NULL,
    delete_after BIGINT NOT NULL
);
CREATE INDEX offers_to_erase ON offers (erase_at);
CREATE INDEX offers_to_delete ON offers (delete_after);

-- The Idempotency-Key of an office's request for an offer, so that a repeated request answers with the same offer.
-- Retention: until `delete_after` (a day). Both hashes are keyed: a client may put anything into its key.
CREATE TABLE idempotency_keys (
    office TEXT NOT NULL,
    key_hash BYTEA NOT NULL,
    body_hash BYTEA NOT NULL,
    offer_id TEXT NOT NULL,
    delete_after BIGINT NOT NULL,
    PRIMARY KEY (office, key_hash)
);
CREATE INDEX idempotency_keys_to_delete ON idempotency_keys (delete_after);

-- A c_nonce that was used: there is no row for one that is only handed out.
-- Retention: until `delete_after`, the moment from which the nonce is too old to be accepted anyway.
CREATE TABLE spent_nonces (
    nonce_hash BYTEA PRIMARY KEY,
    delete_after BIGINT NOT NULL
);
CREATE INDEX spent_nonces_to_delete ON spent_nonces (delete_after);

-- The key under which hashes and nonces of this deployment are made; written once, by whoever starts first.
-- Retention: for ever. Without the key that opens sealed columns it is worth nothing.
CREATE TABLE hash_keys (
    name TEXT PRIMARY KEY,
    sealed BYTEA NOT NULL
);
