-- The thirty-second form: the identity keys of agents' devices, as the desk has seen them (src/omemo/known.c).
CREATE TABLE omemo_known (
    peer     TEXT NOT NULL,
    device   INTEGER NOT NULL CHECK (device > 0),
    identity TEXT NOT NULL,                                    -- the trusted key; '': none yet
    waiting  TEXT NOT NULL,                                    -- another one, that somebody has to confirm; '': none
    seen_ms  INTEGER NOT NULL,                                 -- when one of them was seen first
    PRIMARY KEY (peer, device)
) STRICT, WITHOUT ROWID;
