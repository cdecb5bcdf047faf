-- The twenty-fourth form: what each agent was shown of a customer, so that an offer can be the customer's own messages, and
-- nobody is shown one twice.

-- In one agent's chat with one face.
CREATE TABLE shown (
    face    INTEGER NOT NULL REFERENCES face (id),
    agent   INTEGER NOT NULL REFERENCES agent (id),
    upto    INTEGER NOT NULL DEFAULT 0,                        -- the last message (id) of the customer that this agent was given
    before  INTEGER NOT NULL DEFAULT 0,                        -- of those that nobody held, the ones up to this were left out
    said_ms INTEGER NOT NULL DEFAULT 0,                        -- when something was last said there
    line    TEXT NOT NULL DEFAULT '',                          -- stanza id of the desk's offer, if it is the last that was said there
    rung_ms INTEGER NOT NULL DEFAULT 0,                        -- when an offer was last a new message; 0: none in this wait
    step_s  INTEGER NOT NULL DEFAULT 0,                        -- for so many seconds the next ones are not
    PRIMARY KEY (face, agent),
    CHECK (before <= upto)
) STRICT, WITHOUT ROWID;
CREATE INDEX shown_rung ON shown (agent) WHERE rung_ms <> 0;

-- An open offer of the older form has quoted the messages; they follow when it is accepted.
INSERT INTO shown (face, agent, upto, before)
SELECT c.face, o.agent, (SELECT coalesce(max(id), 0) FROM message), (SELECT coalesce(max(id), 0) FROM message)
FROM offer AS o JOIN conversation AS c ON c.id = o.conversation WHERE o.state = 'open';
