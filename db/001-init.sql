-- The first form of the store. Never edited once released: a change is a new file.
-- Times are milliseconds since 1970 UTC and end in _ms. JIDs are as the server delivers them (prepared).
-- Checks of three and more values are written with OR: for IN SQLite builds a tree at every INSERT, which was a quarter
-- of the work of relaying a message.

CREATE TABLE customer (
    id        INTEGER PRIMARY KEY,
    jid       TEXT NOT NULL UNIQUE CHECK (jid <> ''),          -- bare
    full_jid  TEXT NOT NULL DEFAULT '',                        -- the device that wrote last: for chat states
    nick      TEXT NOT NULL DEFAULT '',                        -- XEP-0172, as the customer said it
    lang      TEXT NOT NULL DEFAULT '',                        -- xml:lang of the last message that had one
    told_encrypted_ms INTEGER NOT NULL DEFAULT 0,              -- when it was last explained that OMEMO is not read here
    since_ms  INTEGER NOT NULL
) STRICT;

-- What an agent sees of a customer: one address for each customer and queue, the same for ever.
CREATE TABLE face (
    id        INTEGER PRIMARY KEY,
    customer  INTEGER NOT NULL REFERENCES customer (id),
    queue     TEXT NOT NULL CHECK (queue <> ''),               -- the queue the customer wrote to
    localpart TEXT NOT NULL UNIQUE CHECK (localpart LIKE '%.%'),
    name      TEXT NOT NULL,
    since_ms  INTEGER NOT NULL,
    UNIQUE (customer, queue)
) STRICT;

CREATE TABLE agent (
    id        INTEGER PRIMARY KEY,
    jid       TEXT NOT NULL UNIQUE CHECK (jid <> ''),          -- bare
    name      TEXT NOT NULL DEFAULT '',                        -- as the configuration had it last
    known     INTEGER NOT NULL DEFAULT 1 CHECK (known IN (0, 1)),          -- 0: no longer in the configuration
    manual    TEXT NOT NULL DEFAULT 'auto' CHECK (manual = 'auto' OR manual = 'ready' OR manual = 'paused'),
    manual_why TEXT NOT NULL DEFAULT '',
    show      TEXT NOT NULL DEFAULT 'offline' CHECK (show = 'available' OR show = 'away' OR show = 'dnd' OR show = 'offline'), -- of all devices
    gone_ms   INTEGER NOT NULL DEFAULT 0,                      -- the last device went then; 0: here, or never seen
    idle_ms   INTEGER NOT NULL DEFAULT 0,                      -- since when without a chat
    served    INTEGER NOT NULL DEFAULT 0,                      -- number of the last assignment: for round-robin
    subscribed INTEGER NOT NULL DEFAULT 0 CHECK (subscribed IN (0, 1))     -- we see this agent's presence
) STRICT;

CREATE TABLE device (
    agent     INTEGER NOT NULL REFERENCES agent (id),
    resource  TEXT NOT NULL,
    show      TEXT NOT NULL CHECK (show = 'available' OR show = 'away' OR show = 'dnd'),
    fresh     INTEGER NOT NULL DEFAULT 1 CHECK (fresh IN (0, 1)),          -- 0: not heard of since the link came up
    PRIMARY KEY (agent, resource)
) STRICT, WITHOUT ROWID;

CREATE TABLE conversation (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    face       INTEGER NOT NULL REFERENCES face (id),
    queue      TEXT NOT NULL CHECK (queue <> ''),              -- the line it stands in; a transfer changes it
    state      TEXT NOT NULL CHECK (state = 'bot' OR state = 'waiting' OR state = 'offered' OR state = 'active' OR state = 'snoozed' OR state = 'closed'),
    agent      INTEGER REFERENCES agent (id),                  -- who holds it (active) or held it last
    priority   INTEGER NOT NULL DEFAULT 0,                     -- larger goes first
    place      INTEGER NOT NULL DEFAULT 0,                     -- order in the line: smaller is nearer to the head
    round      INTEGER NOT NULL DEFAULT 1,                     -- of offers: nobody is asked twice in one
    pause_ms   INTEGER NOT NULL DEFAULT 0,                     -- no offers before: everybody was asked in this round
    only_agent INTEGER REFERENCES agent (id),                  -- transferred to one agent: offered to nobody else
    opened_ms  INTEGER NOT NULL,
    queued_ms  INTEGER NOT NULL,                               -- entered the line at
    entered    INTEGER NOT NULL DEFAULT 0,                     -- its position when it entered the line
    accepted_ms INTEGER,                                       -- first accept: ends the wait
    replied_ms INTEGER,                                        -- first human reply: ends the FRT
    held_ms    INTEGER NOT NULL DEFAULT 0,                     -- the present holder's since
    customer_ms INTEGER NOT NULL,                              -- last heard of the customer
    agent_ms   INTEGER NOT NULL DEFAULT 0,                     -- last heard of the holder
    agent_full TEXT NOT NULL DEFAULT '',                       -- the holder's device that wrote last: for chat states
    relayed    INTEGER NOT NULL DEFAULT 0,                     -- last message (id) that some agent was given
    behind     INTEGER NOT NULL DEFAULT 0 CHECK (behind IN (0, 1)),        -- the holder is still being given older ones
    told_position INTEGER NOT NULL DEFAULT 0,
    told_ms    INTEGER NOT NULL DEFAULT 0,
    closed_ms  INTEGER,
    reason     TEXT CHECK (reason = 'agent' OR reason = 'customer' OR reason = 'idle' OR reason = 'abandoned' OR reason = 'blocked' OR reason = 'error'),
    CHECK ((state = 'closed') = (closed_ms IS NOT NULL)),
    CHECK ((state = 'closed') = (reason IS NOT NULL)),
    CHECK (state <> 'active' OR agent IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX conversation_open ON conversation (face) WHERE state <> 'closed';
CREATE INDEX conversation_line ON conversation (queue, priority DESC, place) WHERE state = 'waiting';
CREATE INDEX conversation_offered ON conversation (queue, place) WHERE state = 'offered';
CREATE INDEX conversation_holder ON conversation (agent) WHERE state = 'active';
CREATE INDEX conversation_face ON conversation (face, id);
CREATE INDEX conversation_served ON conversation (queue, accepted_ms) WHERE accepted_ms IS NOT NULL;

-- A conversation with all that its messages need to travel.
CREATE VIEW talk AS
SELECT c.id, c.face, c.queue, c.state, c.agent, c.priority, c.place, c.round, c.pause_ms, c.only_agent, c.opened_ms,
       c.queued_ms, c.entered, c.accepted_ms, c.replied_ms, c.held_ms, c.customer_ms, c.agent_ms, c.agent_full, c.relayed,
       c.told_position, c.told_ms, c.closed_ms, c.reason, c.behind,
       f.queue AS desk, f.localpart, f.name AS face_name, f.customer, u.jid AS customer_jid, u.full_jid AS customer_full,
       u.lang, a.jid AS agent_jid, a.name AS agent_name
FROM conversation c JOIN face f ON f.id = c.face JOIN customer u ON u.id = f.customer LEFT JOIN agent a ON a.id = c.agent;

-- How many conversations a queue has in each state, kept by triggers: asked at every turn, with 100,000 waiting too.
CREATE TABLE tally (
    queue TEXT NOT NULL,
    state TEXT NOT NULL,
    n     INTEGER NOT NULL CHECK (n >= 0),
    PRIMARY KEY (queue, state)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER tally_insert AFTER INSERT ON conversation BEGIN
    INSERT INTO tally VALUES (new.queue, new.state, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER tally_update AFTER UPDATE OF queue, state ON conversation
WHEN old.queue <> new.queue OR old.state <> new.state BEGIN
    UPDATE tally SET n = n - 1 WHERE queue = old.queue AND state = old.state;
    INSERT INTO tally VALUES (new.queue, new.state, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;

CREATE TABLE offer (
    id           INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversation (id),
    agent        INTEGER NOT NULL REFERENCES agent (id),
    round        INTEGER NOT NULL,
    at_ms        INTEGER NOT NULL,
    state        TEXT NOT NULL DEFAULT 'open' CHECK (state = 'open' OR state = 'accepted' OR state = 'declined' OR state = 'expired' OR state = 'withdrawn'),
    ended_ms     INTEGER,
    CHECK ((state = 'open') = (ended_ms IS NULL)),
    UNIQUE (conversation, round, agent)                        -- nobody is asked twice in the same round
) STRICT;
CREATE UNIQUE INDEX offer_open ON offer (agent) WHERE state = 'open';       -- nobody has two offers at once
CREATE INDEX offer_of ON offer (conversation) WHERE state = 'open';

CREATE TABLE message (
    id           INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversation (id),
    at_ms        INTEGER NOT NULL,
    author       TEXT NOT NULL CHECK (author = 'customer' OR author = 'agent' OR author = 'bot' OR author = 'system'),
    kind         TEXT NOT NULL DEFAULT 'chat' CHECK (kind IN ('chat', 'note')),  -- a note is for agents only
    jid          TEXT NOT NULL,                                -- the author's bare JID
    stanza_id    TEXT NOT NULL,                                -- the id both legs carry
    origin_id    TEXT NOT NULL DEFAULT '',                     -- XEP-0359, where it differs
    body         TEXT NOT NULL,
    payload      TEXT NOT NULL DEFAULT ''                      -- what travels beside the body, as XML
) STRICT;
CREATE INDEX message_of ON message (conversation, id);

-- Every change of a conversation's state, with its reason; `why` says how an agent was chosen.
CREATE TABLE event (
    id           INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversation (id),
    at_ms        INTEGER NOT NULL,
    from_state   TEXT NOT NULL,
    to_state     TEXT NOT NULL,
    queue        TEXT NOT NULL,
    agent        INTEGER REFERENCES agent (id),
    reason       TEXT NOT NULL,
    why          TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX event_of ON event (conversation, id);

-- A customer's first words to the house, kept until the menu is answered.
CREATE TABLE menu (
    customer  INTEGER NOT NULL REFERENCES customer (id),
    n         INTEGER NOT NULL,
    at_ms     INTEGER NOT NULL,
    stanza_id TEXT NOT NULL,
    origin_id TEXT NOT NULL,
    body      TEXT NOT NULL,
    payload   TEXT NOT NULL,
    PRIMARY KEY (customer, n)
) STRICT, WITHOUT ROWID;

-- Everything that is due at a time. One of each kind for each thing.
CREATE TABLE timer (
    kind   TEXT NOT NULL,
    ref    INTEGER NOT NULL,
    due_ms INTEGER NOT NULL,
    PRIMARY KEY (kind, ref)
) STRICT, WITHOUT ROWID;
CREATE INDEX timer_due ON timer (due_ms);

-- Stanzas that a person would miss, from the commit until a later fence has come back from the server.
CREATE TABLE outbox (
    id  INTEGER PRIMARY KEY,                                   -- in the order of sending, counted by the desk
    xml TEXT NOT NULL
) STRICT;

-- Small facts that must survive: the link's state for `status`, counters.
CREATE TABLE fact (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
