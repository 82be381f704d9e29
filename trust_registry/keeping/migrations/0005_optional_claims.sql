-- Which of the asked-for claims a card may lack: claims path pointers, as JSON; NULL where it must have all of them.
ALTER TABLE trust_statement ADD COLUMN optional_claims TEXT;
