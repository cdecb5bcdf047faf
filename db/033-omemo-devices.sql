-- The thirty-third form: the devices of all people who write encrypted, not of agents only (src/xmpp/keyring.h).

-- A person whose list of devices was asked for at the person's server. The devices are in omemo_theirs.
CREATE TABLE omemo_person (
    id       INTEGER PRIMARY KEY,
    peer     TEXT NOT NULL UNIQUE,
    own      TEXT NOT NULL,                                    -- the local part of the address that asked
    list     TEXT NOT NULL CHECK (list = 'asked' OR list = 'some' OR list = 'none' OR list = 'closed'),
    plain    INTEGER NOT NULL CHECK (plain = 0 OR plain = 1),  -- asked because the person wrote in plain text
    asked_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX omemo_person_old ON omemo_person (asked_ms);
CREATE TRIGGER omemo_person_gone AFTER DELETE ON omemo_person BEGIN
    DELETE FROM omemo_theirs WHERE peer = OLD.peer;
END;
INSERT INTO omemo_person (peer, own, list, plain, asked_ms) SELECT DISTINCT peer, '', 'some', 0, 0 FROM omemo_theirs;

-- The device has left the list: nothing is encrypted for it any more. What it writes can still be decrypted.
ALTER TABLE omemo_session ADD COLUMN gone INTEGER NOT NULL DEFAULT 0 CHECK (gone = 0 OR gone = 1);
CREATE INDEX omemo_session_peer ON omemo_session (peer, device);
