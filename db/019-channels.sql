-- The nineteenth form: a customer has a channel and an address in it.

-- `jid` is what limits, block lists and supervisors call a customer: the address for XMPP, "channel:address" for every other
-- channel, which no JID looks like. So it is unique as channel and address together are.
ALTER TABLE customer ADD COLUMN channel TEXT NOT NULL DEFAULT 'xmpp'
    CHECK (channel = 'xmpp' OR substr(jid, 1, length(channel) + 1) = channel || ':');
ALTER TABLE customer ADD COLUMN address TEXT
    GENERATED ALWAYS AS (iif(channel = 'xmpp', jid, substr(jid, length(channel) + 2))) VIRTUAL;

-- The customers of another channel share the limits of a domain.
DROP TRIGGER share_insert;
DROP TRIGGER share_leave;
DROP TRIGGER share_enter;
ALTER TABLE customer DROP COLUMN domain;
ALTER TABLE customer ADD COLUMN domain TEXT
    GENERATED ALWAYS AS (iif(channel = 'xmpp', substr(jid, instr(jid, '@') + 1), channel)) VIRTUAL;
CREATE TRIGGER share_insert AFTER INSERT ON conversation WHEN new.state = 'waiting' OR new.state = 'bot' BEGIN
    INSERT INTO share SELECT new.queue, new.state, u.domain, 1 FROM face f JOIN customer u ON u.id = f.customer
    WHERE f.id = new.face ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER share_leave AFTER UPDATE OF queue, state ON conversation
WHEN (old.state = 'waiting' OR old.state = 'bot') AND (old.queue <> new.queue OR old.state <> new.state) BEGIN
    UPDATE share SET n = n - 1 WHERE queue = old.queue AND state = old.state
        AND domain = (SELECT u.domain FROM face f JOIN customer u ON u.id = f.customer WHERE f.id = old.face);
    DELETE FROM share WHERE queue = old.queue AND state = old.state AND n = 0
        AND domain = (SELECT u.domain FROM face f JOIN customer u ON u.id = f.customer WHERE f.id = old.face);
END;
CREATE TRIGGER share_enter AFTER UPDATE OF queue, state ON conversation
WHEN (new.state = 'waiting' OR new.state = 'bot') AND (old.queue <> new.queue OR old.state <> new.state) BEGIN
    INSERT INTO share SELECT new.queue, new.state, u.domain, 1 FROM face f JOIN customer u ON u.id = f.customer
    WHERE f.id = new.face ON CONFLICT DO UPDATE SET n = n + 1;
END;
