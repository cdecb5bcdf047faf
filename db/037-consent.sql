-- The thirty-seventh form: calls of tools that wait for a yes.

-- A call that changes something: what was shown to the customer, and all that is needed to go on from there.
CREATE TABLE consent (
    conversation INTEGER PRIMARY KEY REFERENCES conversation (id),
    asked_ms  INTEGER NOT NULL,                                -- when the customer was asked
    shown     INTEGER NOT NULL,                                -- the message (id) that asked: only a later yes counts
    open      INTEGER NOT NULL DEFAULT 1 CHECK (open IN (0, 1)), -- the customer may still say yes; 0: only an agent may
    text      TEXT NOT NULL,                                   -- what it said
    responder TEXT NOT NULL,                                   -- these are of the answer (task) that wants the call
    question  TEXT NOT NULL,
    title     TEXT NOT NULL,
    source    TEXT NOT NULL,
    after     INTEGER NOT NULL,
    request   TEXT NOT NULL,
    call      TEXT NOT NULL,                                   -- the tool with its arguments (JSON)
    rounds    INTEGER NOT NULL
) STRICT;

-- Up to which message of the customer the agent has seen the draft again.
ALTER TABLE draft ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;
