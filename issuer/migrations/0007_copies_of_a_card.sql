-- A card is handed out in copies that nobody can link; a row of `credentials` is the card, and has one state for all of
-- them. What is of one copy alone moves into a table of its own. The first copy has the id of its card.
CREATE TABLE copies (
    copy_id TEXT PRIMARY KEY,             -- the UUID in the copy's id, where its format has one
    credential_id TEXT NOT NULL,          -- the card
    revocation_list TEXT NOT NULL,
    revocation_place BIGINT NOT NULL,
    suspension_list TEXT NOT NULL,        -- in a token status list, the same place tells both
    suspension_place BIGINT NOT NULL
);
INSERT INTO copies (copy_id, credential_id, revocation_list, revocation_place, suspension_list, suspension_place)
    SELECT credential_id, credential_id, revocation_list, revocation_place, suspension_list, suspension_place
    FROM credentials;
CREATE INDEX copies_of_a_card ON copies (credential_id);

ALTER TABLE credentials DROP COLUMN revocation_list;
ALTER TABLE credentials DROP COLUMN revocation_place;
ALTER TABLE credentials DROP COLUMN suspension_list;
ALTER TABLE credentials DROP COLUMN suspension_place;
ALTER TABLE credentials ADD COLUMN format TEXT NOT NULL DEFAULT 'ldp_vc';
ALTER TABLE credentials ADD COLUMN secured_by TEXT NOT NULL DEFAULT 'eddsa-rdfc-2022';
ALTER TABLE credentials ADD COLUMN dated BIGINT NOT NULL DEFAULT 0;  -- when its copies say that they were signed
UPDATE credentials SET dated = recorded_at;

-- A token status list tells in one place of two bits whether a copy is good (0), revoked (1) or suspended (2).
CREATE TABLE status_lists_new (
    list_id TEXT PRIMARY KEY,
    office TEXT NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('revocation', 'suspension', 'status')),
    size BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    version BIGINT NOT NULL,
    published_version BIGINT NOT NULL,
    publication BIGINT NOT NULL,
    document BYTEA,
    published_at BIGINT,
    valid_until BIGINT,
    created BIGINT NOT NULL,
    signed_by TEXT
);
INSERT INTO status_lists_new (list_id, office, purpose, size, state, version, published_version, publication, document,
                              published_at, valid_until, created, signed_by)
    SELECT list_id, office, purpose, size, state, version, published_version, publication, document,
           published_at, valid_until, created, signed_by FROM status_lists;
CREATE TABLE status_places_new (
    list_id TEXT NOT NULL REFERENCES status_lists_new (list_id),
    place BIGINT NOT NULL,
    copy_id TEXT NOT NULL,                -- '' where no record tells whose it is
    value BIGINT NOT NULL CHECK (value IN (0, 1, 2)),
    PRIMARY KEY (list_id, place)
);
INSERT INTO status_places_new (list_id, place, copy_id, value) SELECT list_id, place, credential_id, bit
    FROM status_places;
DROP TABLE status_places;
DROP TABLE status_lists;
ALTER TABLE status_lists_new RENAME TO status_lists;
ALTER TABLE status_places_new RENAME TO status_places;
CREATE UNIQUE INDEX one_open_list ON status_lists (office, purpose) WHERE state = 'open';
CREATE INDEX status_places_set ON status_places (list_id, place) WHERE value <> 0;
