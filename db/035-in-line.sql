-- The thirty-fifth form: the responder answers customers who wait for a person.

-- What it did in this wait. A row is written when the wait begins and goes when it ends.
CREATE TABLE in_line (
    conversation INTEGER PRIMARY KEY REFERENCES conversation (id),
    heard        INTEGER NOT NULL,                             -- messages up to this one were looked at
    answers      INTEGER NOT NULL DEFAULT 0,
    answered     INTEGER NOT NULL DEFAULT 0,                   -- messages up to this one were answered
    stopped      INTEGER NOT NULL DEFAULT 0 CHECK (stopped IN (0, 1)) -- the customer does not want its answers
) STRICT;
