-- A use case may have no suspension: then its copies have a place for their revocation alone.
CREATE TABLE copies_new (
    copy_id TEXT PRIMARY KEY,
    credential_id TEXT NOT NULL,
    revocation_list TEXT NOT NULL,
    revocation_place BIGINT NOT NULL,
    suspension_list TEXT,
    suspension_place BIGINT,
    CHECK ((suspension_list IS NULL) = (suspension_place IS NULL))
);
INSERT INTO copies_new (copy_id, credential_id, revocation_list, revocation_place, suspension_list, suspension_place)
    SELECT copy_id, credential_id, revocation_list, revocation_place, suspension_list, suspension_place FROM copies;
DROP TABLE copies;
ALTER TABLE copies_new RENAME TO copies;
CREATE INDEX copies_of_a_card ON copies (credential_id);
