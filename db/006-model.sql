-- The sixth form: language models.

-- What a language model was asked and has not answered yet. It outlives a restart, which asks again; whatever comes of a
-- row that is gone is too late, and dropped.
CREATE TABLE task (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,            -- stands in what the model is sent: never again
    conversation INTEGER NOT NULL REFERENCES conversation (id),
    kind         TEXT NOT NULL CHECK (kind = 'answer' OR kind = 'suggest' OR kind = 'summary' OR kind = 'translate' OR kind = 'closing'),
    agent        INTEGER REFERENCES agent (id),                -- who is waiting for it; NULL: the customer
    responder    TEXT NOT NULL,                                -- the block of the configuration
    question     TEXT NOT NULL,                                -- in the customer's words
    title        TEXT NOT NULL,                                -- of the best passage that went along; "" when there is none
    source       TEXT NOT NULL,
    after        INTEGER NOT NULL,                             -- the messages of the question are behind this one (id)
    request      TEXT NOT NULL,                                -- as it is sent
    at_ms        INTEGER NOT NULL,
    tries        INTEGER NOT NULL DEFAULT 1,                   -- how often it was handed to the shell
    call         TEXT NOT NULL DEFAULT '',                     -- the tool whose result is waited for, with its arguments (JSON)
    rounds       INTEGER NOT NULL DEFAULT 0,                   -- tools that were used for it so far
    said         INTEGER NOT NULL DEFAULT 0,                   -- bytes of the answer that the customer has been told
    stanza_id    TEXT NOT NULL DEFAULT ''                      -- the message that is corrected as the answer grows; "": none
) STRICT;
CREATE INDEX task_of ON task (conversation);

-- What the model proposes to say, until the agent says `!send` or asks again.
CREATE TABLE draft (
    conversation INTEGER PRIMARY KEY REFERENCES conversation (id),
    agent        INTEGER NOT NULL REFERENCES agent (id),
    text         TEXT NOT NULL
) STRICT;

-- The language into which it is translated for its agent; "": it is not.
ALTER TABLE conversation ADD COLUMN translate TEXT NOT NULL DEFAULT '';

DROP VIEW talk;
CREATE VIEW talk AS
SELECT c.id, c.face, c.queue, c.state, c.agent, c.priority, c.place, c.round, c.pause_ms, c.only_agent, c.opened_ms,
       c.queued_ms, c.entered, c.accepted_ms, c.replied_ms, c.held_ms, c.customer_ms, c.agent_ms, c.agent_full, c.relayed,
       c.told_position, c.told_ms, c.closed_ms, c.reason, c.behind, c.gone_ms, c.translate,
       f.queue AS desk, f.localpart, f.name AS face_name, f.customer, u.jid AS customer_jid, u.full_jid AS customer_full,
       u.lang, a.jid AS agent_jid, a.name AS agent_name
FROM conversation c JOIN face f ON f.id = c.face JOIN customer u ON u.id = f.customer LEFT JOIN agent a ON a.id = c.agent;

-- What a closed conversation was about, as a model sees it.
CREATE TABLE outcome (
    conversation INTEGER PRIMARY KEY REFERENCES conversation (id),
    summary      TEXT NOT NULL,
    topic        TEXT NOT NULL,
    sentiment    INTEGER CHECK (sentiment >= -100 AND sentiment <= 100)   -- of the customer, in hundredths; NULL: not told
) STRICT;

-- What it cost, in tokens.
CREATE TABLE spent (
    id           INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversation (id),
    customer     INTEGER NOT NULL REFERENCES customer (id),
    responder    TEXT NOT NULL,
    at_ms        INTEGER NOT NULL,
    tokens       INTEGER NOT NULL CHECK (tokens >= 0)
) STRICT;
CREATE INDEX spent_of ON spent (conversation);
CREATE INDEX spent_by ON spent (customer, at_ms);
CREATE INDEX spent_at ON spent (responder, at_ms);

-- The customer's client has sent chat states (XEP-0085), so it is sent some.
ALTER TABLE bot ADD COLUMN states INTEGER NOT NULL DEFAULT 0 CHECK (states IN (0, 1));
-- It understands corrections (XEP-0308).
ALTER TABLE bot ADD COLUMN corrects INTEGER NOT NULL DEFAULT 0 CHECK (corrects IN (0, 1));
