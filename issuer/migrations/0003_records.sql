-- What was about to be signed, written before it is: everything but the claims and the holder.
-- Retention: until `delete_after`, some months after the credential has expired. The status places outlive it.
CREATE TABLE credentials (
    credential_id TEXT PRIMARY KEY,       -- the UUID in the credential's id
    office TEXT NOT NULL,
    offer_id TEXT NOT NULL,
    round BIGINT NOT NULL,
    use_case TEXT NOT NULL,
    credential_type TEXT NOT NULL,
    verification_method TEXT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_until BIGINT NOT NULL,
    revocation_list TEXT NOT NULL,
    revocation_place BIGINT NOT NULL,
    suspension_list TEXT NOT NULL,
    suspension_place BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('recorded', 'issued', 'superseded')),
    suspended BIGINT NOT NULL CHECK (suspended IN (0, 1)),
    revoked BIGINT NOT NULL CHECK (revoked IN (0, 1)),
    notification_hash BYTEA NOT NULL UNIQUE,
    notified TEXT,                        -- the wallet's event, as the notification endpoint names it
    recorded_at BIGINT NOT NULL,
    issued_at BIGINT,
    delete_after BIGINT NOT NULL,
    UNIQUE (offer_id, round)
);
CREATE INDEX credentials_to_delete ON credentials (delete_after);

-- Who changed a status when and why; only ever added to.
-- Retention: with its credential. A clerk's note is free text and therefore sealed.
CREATE TABLE status_changes (
    change_id TEXT PRIMARY KEY,
    office TEXT NOT NULL,
    credential_id TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('suspend', 'resume', 'revoke', 'supersede')),
    reason TEXT NOT NULL,
    note_sealed BYTEA,
    changed_by TEXT NOT NULL,             -- id of the API key; 'issuer' for the service itself
    changed_at BIGINT NOT NULL
);
CREATE INDEX status_changes_by_credential ON status_changes (credential_id, changed_at);
