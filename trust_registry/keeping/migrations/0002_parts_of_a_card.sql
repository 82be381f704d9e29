-- Type metadata (SD-JWT VC) beside context and schema, and whether a purpose takes a card that is shown whole.
ALTER TABLE trust_statement ADD COLUMN selective_disclosure TEXT
    CHECK (selective_disclosure IN ('required', 'preferred'));
ALTER TABLE credential_type ADD COLUMN metadata_id TEXT;

CREATE TABLE type_document_new (
    id TEXT PRIMARY KEY,
    credential_type TEXT NOT NULL REFERENCES credential_type (iri),
    role TEXT NOT NULL CHECK (role IN ('context', 'schema', 'type_metadata')),
    url TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    added BIGINT NOT NULL
);
INSERT INTO type_document_new SELECT id, credential_type, role, url, sha256, added FROM type_document;
DROP TABLE type_document;
ALTER TABLE type_document_new RENAME TO type_document;
