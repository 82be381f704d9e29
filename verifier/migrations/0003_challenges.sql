-- A challenge that a relying party has asked for and no presentation has answered yet; answering it deletes the row.
-- Retention: until `delete_after`, when it is too old to be answered.
CREATE TABLE challenges (
    challenge TEXT PRIMARY KEY,
    relying_party TEXT NOT NULL,
    delete_after BIGINT NOT NULL
);
CREATE INDEX challenges_by_end_of_life ON challenges (delete_after);
