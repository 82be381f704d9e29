-- Context and schema from which cards were issued: under one identifier always the same bytes.
-- Retention: for ever; whoever holds a card names them.
CREATE TABLE issued_documents (
    id TEXT PRIMARY KEY,                  -- the identifier that cards name
    sha256 TEXT NOT NULL,
    use_case TEXT NOT NULL,
    version BIGINT NOT NULL,
    first_issued BIGINT NOT NULL
);

-- Packages that were checked while the issuer ran; every process takes them over if it finds the same bytes.
-- Retention: for ever; a number is never used for another reload.
CREATE TABLE package_reloads (
    generation BIGINT PRIMARY KEY,
    digests TEXT NOT NULL,                -- JSON: the digest of each package by its name
    checked_at BIGINT NOT NULL
);
