-- The third form: who cannot be reached, who is not listened to, and what was dropped.

-- The customer cannot be reached since then: what was written came back. 0: as far as is known, can.
ALTER TABLE conversation ADD COLUMN gone_ms INTEGER NOT NULL DEFAULT 0;

-- How often a message to a customer has come back because it could not be delivered just then.
ALTER TABLE message ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;

-- An agent who is not followed yet was asked once more then, on writing to us. 0: not yet.
ALTER TABLE agent ADD COLUMN asked_ms INTEGER NOT NULL DEFAULT 0;

-- It was chosen from the menu of the house, so what the customer goes on writing there belongs to it.
ALTER TABLE conversation ADD COLUMN via_house INTEGER NOT NULL DEFAULT 0 CHECK (via_house IN (0, 1));

-- How many customers came to the menu of the house lately and have not answered it yet.
CREATE INDEX menu_first ON menu (at_ms) WHERE n = 1;

DROP VIEW talk;
CREATE VIEW talk AS
SELECT c.id, c.face, c.queue, c.state, c.agent, c.priority, c.place, c.round, c.pause_ms, c.only_agent, c.opened_ms,
       c.queued_ms, c.entered, c.accepted_ms, c.replied_ms, c.held_ms, c.customer_ms, c.agent_ms, c.agent_full, c.relayed,
       c.told_position, c.told_ms, c.closed_ms, c.reason, c.behind, c.gone_ms,
       f.queue AS desk, f.localpart, f.name AS face_name, f.customer, u.jid AS customer_jid, u.full_jid AS customer_full,
       u.lang, a.jid AS agent_jid, a.name AS agent_name
FROM conversation c JOIN face f ON f.id = c.face JOIN customer u ON u.id = f.customer LEFT JOIN agent a ON a.id = c.agent;

-- Who is not listened to. `glob` is what the bare JID of a sender is compared with; plain is true for one that is
-- looked up instead: an address, or a whole domain.
CREATE TABLE block (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,                -- a number means one for ever: unblock N
    pattern  TEXT NOT NULL UNIQUE CHECK (pattern <> ''),       -- "spam@x.example", "x.example", "*@*.x.example"
    glob     TEXT NOT NULL,
    plain    INTEGER NOT NULL CHECK (plain IN (0, 1)),
    shown    TEXT NOT NULL,                                    -- for agents: the face, where one was blocked
    reason   TEXT NOT NULL,
    agent    INTEGER NOT NULL REFERENCES agent (id),           -- who did it
    since_ms INTEGER NOT NULL,
    until_ms INTEGER NOT NULL                                  -- 0: for ever
) STRICT;
CREATE INDEX block_wild ON block (glob) WHERE plain = 0;

-- What was dropped, of whom and why: the latest 1000.
CREATE TABLE dropped (
    id       INTEGER PRIMARY KEY,
    who      TEXT NOT NULL,                                    -- a bare JID, a domain, a pattern, a queue
    why      TEXT NOT NULL,
    n        INTEGER NOT NULL DEFAULT 1,
    first_ms INTEGER NOT NULL,
    last_ms  INTEGER NOT NULL,
    UNIQUE (who, why)
) STRICT;
CREATE INDEX dropped_last ON dropped (last_ms);
