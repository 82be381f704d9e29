-- The version of the package, of which an offer promises a card and of which a card is. Until now every package was in its
-- first version.
ALTER TABLE offers ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE credentials ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
