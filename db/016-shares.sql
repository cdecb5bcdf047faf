-- The sixteenth form: what one domain, or one address, may have of what is limited for all; and what of strangers is
-- removed again.

-- An address has no other @ than the one before its domain.
ALTER TABLE customer ADD COLUMN domain TEXT GENERATED ALWAYS AS (substr(jid, instr(jid, '@') + 1)) VIRTUAL;

-- How many conversations of each domain wait in a queue, and how many its responder has. Kept by triggers, as `tally` is;
-- a domain that has none has no row, so strangers' domains do not pile up.
CREATE TABLE share (
    queue  TEXT NOT NULL,
    state  TEXT NOT NULL CHECK (state = 'waiting' OR state = 'bot'),
    domain TEXT NOT NULL,
    n      INTEGER NOT NULL CHECK (n >= 0),
    PRIMARY KEY (queue, state, domain)
) STRICT, WITHOUT ROWID;
INSERT INTO share
SELECT c.queue, c.state, u.domain, count(*)
FROM conversation c JOIN face f ON f.id = c.face JOIN customer u ON u.id = f.customer
WHERE c.state = 'waiting' OR c.state = 'bot' GROUP BY 1, 2, 3;
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

-- Which domains were refused lately because something was full: the two latest are enough to know of each whether
-- another one wants it.
CREATE TABLE want (
    what   TEXT NOT NULL,                                      -- as in `level` of share.c
    domain TEXT NOT NULL,
    at_ms  INTEGER NOT NULL,
    PRIMARY KEY (what, domain)
) STRICT, WITHOUT ROWID;

-- What was used of a day's budget, by the hour: bytes kept, tokens of a language model.
CREATE TABLE used (
    what TEXT NOT NULL,
    who  TEXT NOT NULL,                                        -- an address, a domain; "": all together
    hour INTEGER NOT NULL,                                     -- since 1970
    n    INTEGER NOT NULL CHECK (n >= 0),
    PRIMARY KEY (what, who, hour)
) STRICT, WITHOUT ROWID;
CREATE INDEX used_hour ON used (hour);

-- Newcomers at the menu of the house, by domain.
ALTER TABLE menu ADD COLUMN domain TEXT NOT NULL DEFAULT '';
UPDATE menu SET domain = (SELECT domain FROM customer WHERE id = menu.customer);
CREATE INDEX menu_domain ON menu (domain, at_ms) WHERE n = 1;

-- When to look whether the customer is a stranger of whom nothing has to be kept: nobody who ever had a conversation, or
-- words before a menu that was never answered. NULL: nothing is to be looked for.
ALTER TABLE customer ADD COLUMN prune_ms INTEGER;
UPDATE customer SET prune_ms = since_ms
WHERE id NOT IN (SELECT customer FROM face) OR id IN (SELECT customer FROM menu);
CREATE INDEX customer_prune ON customer (prune_ms) WHERE prune_ms IS NOT NULL;

-- Of one domain only so many rows are kept of what was dropped.
ALTER TABLE dropped ADD COLUMN domain TEXT GENERATED ALWAYS AS (substr(who, instr(who, '@') + 1)) VIRTUAL;
CREATE INDEX dropped_domain ON dropped (domain);
-- Who came once goes before who came again: a thousand strangers, each with one message, push out nobody who floods.
CREATE INDEX dropped_kept ON dropped ((n > 1), last_ms);
