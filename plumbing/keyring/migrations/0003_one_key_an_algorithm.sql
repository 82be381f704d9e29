-- One active and one next key for each algorithm of a purpose, where there was one for each purpose. Retention: as the key.
DROP INDEX keyring_one_active_key;
DROP INDEX keyring_one_next_key;
CREATE UNIQUE INDEX keyring_one_active_key ON keyring_keys (owner, purpose, algorithm) WHERE state = 'active';
CREATE UNIQUE INDEX keyring_one_next_key ON keyring_keys (owner, purpose, algorithm) WHERE state = 'next';
