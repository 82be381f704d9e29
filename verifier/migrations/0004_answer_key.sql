-- The seed of the key to which a wallet encrypts its answer, sealed; of this check alone. NULL where plain answers are
-- taken, and from the moment on in which the check can no longer be answered.
ALTER TABLE checks ADD COLUMN answer_key_sealed BYTEA;
