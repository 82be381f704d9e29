-- Names, titles and reasons in other languages than German and English: a JSON object by text and language tag.
ALTER TABLE trust_statement ADD COLUMN further_languages TEXT;
