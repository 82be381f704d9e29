-- The data key of each record with a sealed column, made in the transaction that writes the column. A record has one
-- key for all its life. Without its row here a sealed column never opens again, in an old backup neither: backups leave
-- this table out and keep the living keys in one file that each backup replaces.
-- Retention: until the record's column is erased, in the same transaction; at the latest until `delete_after`.
CREATE TABLE data_keys (
    record TEXT PRIMARY KEY,              -- table and opaque id, such as offers/7f3k...
    sealed_key BYTEA NOT NULL,            -- opens only with the unlock key, and only for this record
    delete_after BIGINT NOT NULL
);
CREATE INDEX data_keys_to_delete ON data_keys (delete_after);
