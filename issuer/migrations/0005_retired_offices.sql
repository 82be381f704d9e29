-- Offices that have ended; read inside the statements that make offers and take rounds. Only ever added to.
-- Retention: for ever; an office's id is part of its DID and never used for another one.
CREATE TABLE retired_offices (
    office TEXT PRIMARY KEY,
    retired_at BIGINT NOT NULL
);
