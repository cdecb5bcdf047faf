-- The twenty-second form: what reactions (XEP-0444) did and meant.

-- Reactions of agents that were carried out as a command. They never reach the customer, also when they come again.
CREATE TABLE reacted (
    id     INTEGER PRIMARY KEY,
    agent  INTEGER NOT NULL REFERENCES agent (id),
    face   INTEGER NOT NULL REFERENCES face (id),
    target TEXT NOT NULL,                                      -- id of the message that has the reaction
    word   TEXT NOT NULL CHECK (word = 'accept' OR word = 'close'),
    UNIQUE (agent, face, target, word)
) STRICT;
CREATE INDEX reacted_of ON reacted (agent, id);

-- What a customer thinks of an answer of the responder.
CREATE TABLE rating (
    message INTEGER PRIMARY KEY REFERENCES message (id),
    good    INTEGER NOT NULL CHECK (good IN (0, 1)),
    at_ms   INTEGER NOT NULL
) STRICT;
