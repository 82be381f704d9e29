-- Whether a reload checked all packages: then what earlier ones checked counts no more, and a package that is gone is gone.
ALTER TABLE package_reloads ADD COLUMN whole BIGINT NOT NULL DEFAULT 0;
