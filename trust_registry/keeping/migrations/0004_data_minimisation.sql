-- By what right a purpose asks, which of its claims a person sees who checks, and why it asks for more than its kind of
-- document has. JSON as on the list; NULL where nothing is said.
ALTER TABLE trust_statement ADD COLUMN legal_basis TEXT;
ALTER TABLE trust_statement ADD COLUMN officer_sees TEXT;
ALTER TABLE trust_statement ADD COLUMN override_reason TEXT;

-- What cards of a kind say of their holders: nobody may ask for anything else. A claim that has been listed stays, because
-- earlier cards have it. Public; kept for ever.
CREATE TABLE type_claim (
    credential_type TEXT NOT NULL REFERENCES credential_type (iri),
    path TEXT NOT NULL,
    PRIMARY KEY (credential_type, path)
);
