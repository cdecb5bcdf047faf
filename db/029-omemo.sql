-- The twenty-ninth form: the keys of OMEMO (src/omemo/README). Keys, records and identities are base64.

-- The desk's own device: one for all of its addresses. Made at the first use.
CREATE TABLE omemo_identity (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    device  INTEGER NOT NULL CHECK (device > 0),
    public  TEXT NOT NULL,
    secret  TEXT NOT NULL,
    made_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE omemo_signed (
    id      INTEGER PRIMARY KEY CHECK (id > 0),
    record  TEXT NOT NULL,
    made_ms INTEGER NOT NULL
) STRICT;

-- Who asked for the desk's prekeys and has a set of them. jid '': the set that all others share.
CREATE TABLE omemo_asker (
    id       INTEGER PRIMARY KEY,
    jid      TEXT NOT NULL UNIQUE,
    asked_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX omemo_asker_old ON omemo_asker (asked_ms);

-- A prekey is removed when it was used.
CREATE TABLE omemo_prekey (
    id     INTEGER PRIMARY KEY CHECK (id > 0 AND id < 16777216),
    asker  INTEGER NOT NULL REFERENCES omemo_asker (id) ON DELETE CASCADE,
    record TEXT NOT NULL
) STRICT;
CREATE INDEX omemo_prekey_asker ON omemo_prekey (asker);

-- A session with one device of a person, at one of the desk's addresses (own: its local part; '': the domain).
CREATE TABLE omemo_session (
    id       INTEGER PRIMARY KEY,
    own      TEXT NOT NULL,
    peer     TEXT NOT NULL,
    device   INTEGER NOT NULL CHECK (device > 0),
    record   TEXT NOT NULL,
    heard_ms INTEGER NOT NULL,                                 -- when the device was heard of last
    UNIQUE (own, peer, device)
) STRICT;
CREATE INDEX omemo_session_old ON omemo_session (heard_ms);

-- A message could not be decrypted: the keys of that device were asked for, and then its owner is told this.
CREATE TABLE omemo_repair (
    id       INTEGER PRIMARY KEY,
    own      TEXT NOT NULL,
    peer     TEXT NOT NULL,
    device   INTEGER NOT NULL CHECK (device > 0),
    query    TEXT NOT NULL UNIQUE,                             -- the id of the IQ
    body     TEXT NOT NULL,
    lang     TEXT NOT NULL,
    asked_ms INTEGER NOT NULL,
    UNIQUE (own, peer)
) STRICT;
CREATE INDEX omemo_repair_old ON omemo_repair (asked_ms);
