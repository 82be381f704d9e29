-- Credential types with the documents that give them meaning. A document never changes under its identifier: only its
-- address may. Earlier documents stay, because earlier cards name them. Public; kept for ever.
CREATE TABLE credential_type (
    iri TEXT PRIMARY KEY,
    context_id TEXT NOT NULL,
    schema_id TEXT NOT NULL
);

CREATE TABLE type_document (
    id TEXT PRIMARY KEY,
    credential_type TEXT NOT NULL REFERENCES credential_type (iri),
    role TEXT NOT NULL CHECK (role IN ('context', 'schema')),
    url TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    added BIGINT NOT NULL
);

-- What the authority says. Public, about offices and services, never about a citizen; kept for ever, because a card
-- signed years ago is judged by the statement that held then.
CREATE TABLE trust_statement (
    id TEXT PRIMARY KEY,
    entity TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('issue', 'verify')),
    credential_type TEXT NOT NULL REFERENCES credential_type (iri),
    starts BIGINT NOT NULL,
    until BIGINT CHECK (until > starts),
    end_kind TEXT CHECK (end_kind IN ('ended', 'compromised')),
    end_at BIGINT CHECK (end_at >= starts),
    name_de TEXT NOT NULL,
    name_en TEXT NOT NULL,
    -- the rest belongs to the action verify; the purpose is '' for issue, so that the key below works for both
    purpose TEXT NOT NULL,
    purpose_title_de TEXT,
    purpose_title_en TEXT,
    purpose_reason_de TEXT,
    purpose_reason_en TEXT,
    claims TEXT,
    retention_seconds BIGINT CHECK (retention_seconds >= 0),
    created BIGINT NOT NULL,
    CHECK ((end_kind IS NULL) = (end_at IS NULL)),
    CHECK ((action = 'verify') = (purpose <> '')),
    CHECK ((action = 'verify') = (claims IS NOT NULL AND retention_seconds IS NOT NULL
        AND purpose_title_de IS NOT NULL AND purpose_title_en IS NOT NULL
        AND purpose_reason_de IS NOT NULL AND purpose_reason_en IS NOT NULL)),
    -- saying the same twice is a mistake or a repeated request
    UNIQUE (entity, action, credential_type, purpose, starts)
);

-- The number of the newest state of all of the above: one more at every change, never less. One row.
CREATE TABLE list_state (
    only_row BIGINT PRIMARY KEY CHECK (only_row = 1),
    version BIGINT NOT NULL CHECK (version >= 0)
);

INSERT INTO list_state (only_row, version) VALUES (1, 0);

-- Every list ever signed, each number once: two publishers at work on one number make one list, not two that
-- contradict each other. The public record of what was trusted when; kept for ever.
CREATE TABLE published_list (
    version BIGINT PRIMARY KEY CHECK (version > 0),
    issued BIGINT NOT NULL,
    expires BIGINT NOT NULL CHECK (expires > issued),
    token TEXT NOT NULL
);
