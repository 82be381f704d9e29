-- The newest trust list this service has believed, one row an authority. Its version never goes back, so that an older
-- list is refused after a restart too. Kept for as long as the service lives; no personal data.
CREATE TABLE seen_trust_list (
    authority TEXT PRIMARY KEY,
    version BIGINT NOT NULL CHECK (version > 0),
    sha256 TEXT NOT NULL,
    token TEXT NOT NULL,
    seen_at BIGINT NOT NULL
);

-- Contexts and schemas, fetched once and kept by their digest. They never change; no personal data.
CREATE TABLE kept_document (
    sha256 TEXT PRIMARY KEY,
    body BYTEA NOT NULL,
    kept_at BIGINT NOT NULL
);
