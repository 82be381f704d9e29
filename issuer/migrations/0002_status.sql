-- A status list of an office, for one purpose. New places come from the one open list; closed lists stay published.
-- Retention: for ever; whoever holds an old credential still asks for its list.
CREATE TABLE status_lists (
    list_id TEXT PRIMARY KEY,
    office TEXT NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('revocation', 'suspension')),
    size BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    version BIGINT NOT NULL,              -- grows with every change of a bit
    published_version BIGINT NOT NULL,    -- the version that `document` shows; -1 before the first
    publication BIGINT NOT NULL,          -- grows with every signature; compared and set, so old never replaces new
    document BYTEA,                       -- the signed list as it is served
    published_at BIGINT,
    valid_until BIGINT,
    created BIGINT NOT NULL
);
CREATE UNIQUE INDEX one_open_list ON status_lists (office, purpose) WHERE state = 'open';

-- A place given to a credential. The primary key is the promise that no place is given twice (SECURITY S-01).
-- Retention: as long as its list; a row is never deleted, so a place is never given again.
CREATE TABLE status_places (
    list_id TEXT NOT NULL REFERENCES status_lists (list_id),
    place BIGINT NOT NULL,
    credential_id TEXT NOT NULL,
    bit BIGINT NOT NULL CHECK (bit IN (0, 1)),
    PRIMARY KEY (list_id, place)
);
CREATE INDEX status_places_set ON status_places (list_id, place) WHERE bit = 1;
