-- The thirty-first form: the desk writes first, encrypted, to agents (src/xmpp/sealing_first.h).

-- Whether a device of the agent announces OMEMO.
CREATE TABLE omemo_client (
    agent    INTEGER NOT NULL,
    resource TEXT NOT NULL,
    knows    TEXT NOT NULL CHECK (knows = 'asked' OR knows = 'yes' OR knows = 'no'),
    PRIMARY KEY (agent, resource),
    FOREIGN KEY (agent, resource) REFERENCES device (agent, resource) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The devices in the list of an agent, with their keys as they were fetched last, without the prekeys that were used since.
CREATE TABLE omemo_theirs (
    peer     TEXT NOT NULL,
    device   INTEGER NOT NULL CHECK (device > 0),
    bundle   TEXT NOT NULL,                                    -- '': not fetched yet
    asked_ms INTEGER NOT NULL,                                 -- when it was asked for; 0: never
    PRIMARY KEY (peer, device)
) STRICT, WITHOUT ROWID;
