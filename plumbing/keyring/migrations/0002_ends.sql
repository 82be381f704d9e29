-- When a key stops by itself, and when somebody stopped it. Retention: as the key.
ALTER TABLE keyring_keys ADD COLUMN ends BIGINT;      -- signs nothing from then on; NULL when only people end it
ALTER TABLE keyring_keys ADD COLUMN stopped BIGINT;   -- when it was retired or first marked compromised
