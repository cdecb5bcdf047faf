-- The twenty-sixth form: agents' rosters show their chats (src/xmpp/roster.h).

-- An agent was offered or given conversations of this face. A row goes when its entry is out of the roster.
CREATE TABLE roster (
    agent      INTEGER NOT NULL REFERENCES agent (id),
    face       INTEGER NOT NULL REFERENCES face (id),
    state      TEXT NOT NULL CHECK (state = 'offered' OR state = 'held' OR state = 'closed' OR state = 'gone'),
    name       TEXT NOT NULL,                                  -- as agents are shown it
    queue      TEXT NOT NULL,                                  -- in whose line the conversation stood last
    ended_ms  INTEGER NOT NULL DEFAULT 0,                     -- since when the agent does not hold it; 0: holds it, or never did
    put_group  TEXT NOT NULL DEFAULT '',                       -- what the desk put there, as it was confirmed last; '': nothing
    put_name   TEXT NOT NULL DEFAULT '',
    sent_group TEXT NOT NULL DEFAULT '',                       -- what was sent since; '': nothing, or to take it out
    sent_name  TEXT NOT NULL DEFAULT '',
    look       INTEGER NOT NULL DEFAULT 0,                     -- the number of the grouping that it was last looked at for
    todo       INTEGER NOT NULL DEFAULT 1 CHECK (todo IN (0, 1, 2)),       -- 1: to be looked at; 2: an answer is awaited
    PRIMARY KEY (agent, face)
) STRICT, WITHOUT ROWID;
CREATE INDEX roster_todo ON roster (agent, face) WHERE todo = 1;
CREATE INDEX roster_sent ON roster (agent) WHERE todo = 2;
CREATE INDEX roster_closed ON roster (ended_ms) WHERE state = 'closed';
CREATE INDEX roster_look ON roster (look);

-- Whether a device of the agent takes suggestions for the roster (XEP-0144). told: it has one to answer.
CREATE TABLE exchange (
    agent    INTEGER NOT NULL,
    resource TEXT NOT NULL,
    takes    TEXT NOT NULL CHECK (takes = 'asked' OR takes = 'yes' OR takes = 'no' OR takes = 'told'),
    PRIMARY KEY (agent, resource),
    FOREIGN KEY (agent, resource) REFERENCES device (agent, resource) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
