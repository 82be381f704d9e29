-- When the next turn of a job with one owner is due. One row a job. Retention: for as long as the service lives.
CREATE TABLE job_turns (
    job TEXT PRIMARY KEY,
    next_turn BIGINT NOT NULL
);
