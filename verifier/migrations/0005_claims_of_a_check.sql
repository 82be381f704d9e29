-- Which claims of its purpose a check asks for: claims path pointers, as JSON; NULL for all of them. Names of claims, never
-- what they say. Retention: as the row.
ALTER TABLE checks ADD COLUMN claims TEXT;
