-- Which life of these data it is: a restore begins another, in which nothing is good that was handed out in the one
-- before. 1 at first, then the second of the restore, so that no number comes twice. Retention: for ever.
ALTER TABLE deployments ADD COLUMN epoch BIGINT NOT NULL DEFAULT 1;
