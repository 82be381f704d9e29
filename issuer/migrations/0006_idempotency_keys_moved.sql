-- Idempotency keys have a table for all management doors now (plumbing/idempotency); these lived for a day.
DROP TABLE idempotency_keys;
