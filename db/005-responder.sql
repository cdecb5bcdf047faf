-- The fifth form: a responder answers before a person does.

-- When it first stood in a line; NULL: not yet. For the estimates: what a responder took of the time is no waiting.
ALTER TABLE conversation ADD COLUMN lined_ms INTEGER;
UPDATE conversation SET lined_ms = opened_ms;

-- A conversation that a responder has, or had.
CREATE TABLE bot (
    conversation INTEGER PRIMARY KEY REFERENCES conversation (id),
    responder  TEXT NOT NULL CHECK (responder <> ''),          -- the block of the configuration
    since      INTEGER NOT NULL,                               -- its first message (id) is behind this one: no older context
    since_ms   INTEGER NOT NULL,
    heard      INTEGER NOT NULL,                               -- the customer's messages up to this one were taken up
    turns      INTEGER NOT NULL DEFAULT 0,                     -- questions that were answered in some way
    missed     INTEGER NOT NULL DEFAULT 0,                     -- … nothing was found, one after the other
    offered    INTEGER NOT NULL DEFAULT 0 CHECK (offered IN (0, 1)),       -- a person was offered in the last answer
    handed     INTEGER NOT NULL DEFAULT 0 CHECK (handed IN (0, 1))         -- people have it, or had it last
) STRICT;

-- What the customer is to choose from, until the next question. Kept as text: the files may change meanwhile.
CREATE TABLE choice (
    conversation INTEGER NOT NULL REFERENCES conversation (id),
    n         INTEGER NOT NULL,                                -- what the customer answers
    title     TEXT NOT NULL,
    source    TEXT NOT NULL,
    body      TEXT NOT NULL,
    PRIMARY KEY (conversation, n)
) STRICT, WITHOUT ROWID;

-- What was asked, and what became of it: for the briefing of the agent, and for figures.
CREATE TABLE question (
    id           INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversation (id),
    at_ms        INTEGER NOT NULL,
    text         TEXT NOT NULL,
    outcome      TEXT NOT NULL CHECK (outcome = 'answer' OR outcome = 'ask' OR outcome = 'none'),
    title        TEXT NOT NULL,                                -- of the passage it was answered from; "" otherwise
    source       TEXT NOT NULL
) STRICT;
CREATE INDEX question_of ON question (conversation, id);

-- Conversations that a responder has.
CREATE INDEX conversation_bot ON conversation (queue) WHERE state = 'bot';
