-- What was typed in for a card, kept after it was handed out where its package says so, why and how long.
-- Retention: until `delete_after`; earlier with a revocation, or when the next card was handed out.
CREATE TABLE kept_claims (
    credential_id TEXT PRIMARY KEY,
    office TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    change_at BIGINT,                     -- from when on the next card says something else; NULL: none is to be made
    offer_id TEXT,                        -- the offer of the next card
    delete_after BIGINT NOT NULL
);
CREATE INDEX kept_claims_to_delete ON kept_claims (delete_after);
CREATE INDEX kept_claims_due ON kept_claims (office, change_at);
CREATE INDEX kept_claims_of_renewal ON kept_claims (offer_id);
