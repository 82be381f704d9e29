-- The public URL under which each service of this database was first started. Identifiers of cards, lists and keys carry
-- it, so it may not move. Retention: for ever.
CREATE TABLE deployments (
    service TEXT PRIMARY KEY,
    public_url TEXT NOT NULL
);
