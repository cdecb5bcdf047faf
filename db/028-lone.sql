-- The twenty-eighth form: words of agents that are also commands.

-- A message of an agent in a customer's chat that is nothing but a command's word, until the agent has said by what comes next
-- that it is for the customer.
CREATE TABLE lone (
    face         INTEGER NOT NULL REFERENCES face (id),
    agent        INTEGER NOT NULL REFERENCES agent (id),
    conversation INTEGER NOT NULL REFERENCES conversation (id),
    word         TEXT NOT NULL CHECK (word <> ''),             -- of the command
    stanza_id    TEXT NOT NULL,
    origin_id    TEXT NOT NULL,                                -- the id that the agent's client uses, if it is another; ''
    lang         TEXT NOT NULL,
    body         TEXT NOT NULL,
    payload      TEXT NOT NULL,                                -- XML beside the body
    device       TEXT NOT NULL,                                -- full JID
    receipt      INTEGER NOT NULL CHECK (receipt IN (0, 1)),   -- the agent's client wants one
    said_ms      INTEGER NOT NULL,                             -- when it was written, if it came late; 0: when it came
    PRIMARY KEY (face, agent)
) STRICT, WITHOUT ROWID;
CREATE INDEX lone_agent ON lone (agent);

-- Words about which an agent was asked: each once.
CREATE TABLE lone_asked (
    agent INTEGER NOT NULL REFERENCES agent (id),
    word  TEXT NOT NULL CHECK (word <> ''),
    PRIMARY KEY (agent, word)
) STRICT, WITHOUT ROWID;
