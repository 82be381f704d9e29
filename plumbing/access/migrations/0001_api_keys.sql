-- Keys of those who call the management doors; a key itself is kept nowhere.
-- Retention: a row stays after its key was revoked or has expired, so that the record can name it; it holds no
-- personal data.
CREATE TABLE api_keys (
    digest BYTEA PRIMARY KEY,             -- SHA-256 of the whole key; 256 random bits need no salt
    owner TEXT NOT NULL,                  -- the one office, relying party or authority the key speaks for
    prefix TEXT NOT NULL,                 -- the key's first characters: to tell keys apart, not to guess them
    created BIGINT NOT NULL,
    expires BIGINT,
    revoked BIGINT,
    UNIQUE (owner, prefix)
);
