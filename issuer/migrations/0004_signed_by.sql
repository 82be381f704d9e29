-- Which key signed the published list: one that another key signed is due again, after a rollover or a compromise.
-- NULL on lists from before this column: they are signed once more. Retention: as the list.
ALTER TABLE status_lists ADD COLUMN signed_by TEXT;
