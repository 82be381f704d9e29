-- Which attempt has taken the check: a random id that is never told, by which the attempt finds itself again when the
-- answer to its statement was lost. Retention: as the row.
ALTER TABLE checks ADD COLUMN taken_by TEXT;
