-- A store of form 1 as its frontdesk left it, dumped: conversation 1 is closed (Chinese), 2 active (German), 3 and 4 are
-- offered, one customer has not answered the menu. t/unit/store.c makes a file of it and opens that with the program of
-- today. Not to be made anew or edited once form 1 is released: it is what such stores are.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE customer (
    id        INTEGER PRIMARY KEY,
    jid       TEXT NOT NULL UNIQUE CHECK (jid <> ''),          -- bare
    full_jid  TEXT NOT NULL DEFAULT '',                        -- the device that wrote last: for chat states
    nick      TEXT NOT NULL DEFAULT '',                        -- XEP-0172, as the customer said it
    lang      TEXT NOT NULL DEFAULT '',                        -- xml:lang of the last message that had one
    told_encrypted_ms INTEGER NOT NULL DEFAULT 0,              -- when it was last explained that OMEMO is not read here
    since_ms  INTEGER NOT NULL
) STRICT;
INSERT INTO customer VALUES(1,'mei@customer.example','mei@customer.example/x','Mei Wang','zh',0,1772445600000);
INSERT INTO customer VALUES(2,'jörg@customer.example','jörg@customer.example/x','','de',0,1772445765000);
INSERT INTO customer VALUES(3,'jane@customer.example','jane@customer.example/x','Jane Doe','en',0,1772445838000);
INSERT INTO customer VALUES(4,'tom@customer.example','tom@customer.example/x','','',0,1772445839000);
INSERT INTO customer VALUES(5,'pat@customer.example','pat@customer.example/x','','',0,1772445839000);
CREATE TABLE face (
    id        INTEGER PRIMARY KEY,
    customer  INTEGER NOT NULL REFERENCES customer (id),
    queue     TEXT NOT NULL CHECK (queue <> ''),               -- the queue the customer wrote to
    localpart TEXT NOT NULL UNIQUE CHECK (localpart LIKE '%.%'),
    name      TEXT NOT NULL,
    since_ms  INTEGER NOT NULL,
    UNIQUE (customer, queue)
) STRICT;
INSERT INTO face VALUES(1,1,'sales','mei-wang.dy2n','Mei Wang',1772445600000);
INSERT INTO face VALUES(2,2,'sales','jorg.njzb','jörg',1772445765000);
INSERT INTO face VALUES(3,3,'billing','jane-doe.ebkm','Jane Doe',1772445838000);
INSERT INTO face VALUES(4,4,'sales','tom.bv86','tom',1772445839000);
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
INSERT INTO agent VALUES(1,'bob@example.com','Bob',1,'auto','','available',0,1772445645000,1,0);
INSERT INTO agent VALUES(2,'eve@example.com','Eve',1,'auto','','available',0,1772445600000,2,0);
CREATE TABLE device (
    agent     INTEGER NOT NULL REFERENCES agent (id),
    resource  TEXT NOT NULL,
    show      TEXT NOT NULL CHECK (show = 'available' OR show = 'away' OR show = 'dnd'),
    fresh     INTEGER NOT NULL DEFAULT 1 CHECK (fresh IN (0, 1)),          -- 0: not heard of since the link came up
    PRIMARY KEY (agent, resource)
) STRICT, WITHOUT ROWID;
INSERT INTO device VALUES(1,'x','available',1);
INSERT INTO device VALUES(2,'x','available',1);
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
INSERT INTO conversation VALUES(1,1,'sales','closed',1,0,1,1,0,NULL,1772445600000,1772445600000,1,1772445600000,1772445600000,1772445600000,1772445645000,1772445640000,'bob@example.com/x',7,0,0,1772445600000,1772445645000,'agent');
INSERT INTO conversation VALUES(2,2,'sales','active',2,0,5,1,0,NULL,1772445765000,1772445765000,1,1772445768000,1772445768000,1772445768000,1772445828000,1772445839000,'eve@example.com/x',15,0,0,1772445765000,NULL,NULL);
INSERT INTO conversation VALUES(3,3,'billing','offered',NULL,0,8,1,0,NULL,1772445838000,1772445838000,1,NULL,NULL,0,1772445838000,0,'',0,0,1,1772445838000,NULL,NULL);
INSERT INTO conversation VALUES(4,4,'sales','offered',NULL,0,10,1,0,NULL,1772445839000,1772445839000,1,NULL,NULL,0,1772445839000,0,'',0,0,1,1772445839000,NULL,NULL);
CREATE TABLE tally (
    queue TEXT NOT NULL,
    state TEXT NOT NULL,
    n     INTEGER NOT NULL CHECK (n >= 0),
    PRIMARY KEY (queue, state)
) STRICT, WITHOUT ROWID;
INSERT INTO tally VALUES('billing','offered',1);
INSERT INTO tally VALUES('billing','waiting',0);
INSERT INTO tally VALUES('sales','active',1);
INSERT INTO tally VALUES('sales','closed',1);
INSERT INTO tally VALUES('sales','offered',1);
INSERT INTO tally VALUES('sales','waiting',0);
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
INSERT INTO offer VALUES(1,1,1,1,1772445600000,'accepted',1772445600000);
INSERT INTO offer VALUES(2,2,2,1,1772445765000,'accepted',1772445768000);
INSERT INTO offer VALUES(3,3,2,1,1772445838000,'open',NULL);
INSERT INTO offer VALUES(4,4,1,1,1772445839000,'open',NULL);
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
INSERT INTO message VALUES(1,1,1772445600000,'customer','chat','mei@customer.example','m1','','我要申请退款，订单号 20260302。','');
INSERT INTO message VALUES(2,1,1772445600000,'system','chat','sales@support.example.com','wvyjdz4m35g4gmbs','','您好，感谢您联系Sales。您目前排在第 1 位，我们会尽快为您服务。','');
INSERT INTO message VALUES(3,1,1772445600000,'system','chat','sales@support.example.com','9h6wqgt692qzcax4','','Bob 现在为您服务。','');
INSERT INTO message VALUES(4,1,1772445600000,'agent','chat','bob@example.com','m3','','您好，我来帮您查一下。','');
INSERT INTO message VALUES(5,1,1772445640000,'customer','chat','mei@customer.example','m4','','谢谢！','');
INSERT INTO message VALUES(6,1,1772445640000,'agent','chat','bob@example.com','m5','','退款已经办好，三天内到账。','');
INSERT INTO message VALUES(7,1,1772445645000,'customer','chat','mei@customer.example','m6','','','<reactions xmlns="urn:xmpp:reactions:0" id="m3"><reaction>👍</reaction></reactions>');
INSERT INTO message VALUES(8,1,1772445645000,'agent','note','bob@example.com','2822nvafut9utghm','','refund 4711 approved by finance','');
INSERT INTO message VALUES(9,1,1772445645000,'agent','note','bob@example.com','exqsb7skjy5aqw35','','erledigt','');
INSERT INTO message VALUES(10,1,1772445645000,'system','chat','sales@support.example.com','xgyn56b7np5pz3f4','','Bob 已结束本次对话。如果还有其他问题，请随时再给我们发消息。','');
INSERT INTO message VALUES(11,2,1772445765000,'customer','chat','jörg@customer.example','m9','','Guten Tag, meine Rechnung für die Straßenbahn-Fahrkarte ist falsch.','');
INSERT INTO message VALUES(12,2,1772445765000,'system','chat','sales@support.example.com','2tp2rf6fu9vab26b','','Guten Tag und danke für Ihre Nachricht an Sales. Sie sind Nummer 1 in der Warteschlange. Wir melden uns so bald wie möglich.','');
INSERT INTO message VALUES(13,2,1772445768000,'system','chat','sales@support.example.com','xchv2gzrneevqtfb','','Eve ist jetzt für Sie da.','');
INSERT INTO message VALUES(14,2,1772445768000,'agent','chat','eve@example.com','m10','','Guten Tag! Ich prüfe die Rechnungsnummer.','');
INSERT INTO message VALUES(15,2,1772445828000,'customer','chat','jörg@customer.example','m11','','Äußerst freundlich, vielen Dank für die schnelle Rückmeldung.','');
INSERT INTO message VALUES(16,3,1772445838000,'customer','chat','jane@customer.example','m12','','Where is my invoice? It''s "lost".','');
INSERT INTO message VALUES(17,3,1772445838000,'system','chat','billing@support.example.com','s3ts3dtrcaxbhy5v','','Thank you for your message to Billing. You are number 1 in line; somebody will be with you as soon as possible.','');
INSERT INTO message VALUES(18,4,1772445839000,'customer','chat','tom@customer.example','m13','','Is anybody there?','');
INSERT INTO message VALUES(19,4,1772445839000,'system','chat','sales@support.example.com','2bjv4xysqkse6anm','','Thank you for your message to Sales. You are number 1 in line; somebody will be with you as soon as possible.','');
INSERT INTO message VALUES(20,4,1772445839000,'customer','chat','tom@customer.example','m14','','I''d like a refund, too.','');
INSERT INTO message VALUES(21,2,1772445839000,'agent','chat','eve@example.com','m16','','Einen Augenblick, bitte.','');
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
INSERT INTO event VALUES(1,1,1772445600000,'','waiting','sales',NULL,'opened','');
INSERT INTO event VALUES(2,1,1772445600000,'waiting','offered','sales',1,'offered','least-busy: bob@example.com 0/4; eve@example.com 0/4; chosen bob@example.com (first in the configuration)');
INSERT INTO event VALUES(3,1,1772445600000,'offered','active','sales',1,'accepted','');
INSERT INTO event VALUES(4,1,1772445645000,'active','closed','sales',1,'agent','');
INSERT INTO event VALUES(5,2,1772445765000,'','waiting','sales',NULL,'opened','');
INSERT INTO event VALUES(6,2,1772445765000,'waiting','offered','sales',2,'offered','least-busy: bob@example.com 0/4; eve@example.com 0/4; chosen eve@example.com (longest idle)');
INSERT INTO event VALUES(7,2,1772445768000,'offered','active','sales',2,'answered','');
INSERT INTO event VALUES(8,3,1772445838000,'','waiting','billing',NULL,'opened','');
INSERT INTO event VALUES(9,3,1772445838000,'waiting','offered','billing',2,'offered','least-busy: eve@example.com 1/4; chosen eve@example.com (the only one)');
INSERT INTO event VALUES(10,4,1772445839000,'','waiting','sales',NULL,'opened','');
INSERT INTO event VALUES(11,4,1772445839000,'waiting','offered','sales',1,'offered','least-busy: bob@example.com 0/4; eve@example.com 1/4 has an open offer; chosen bob@example.com (the only one)');
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
INSERT INTO menu VALUES(5,1,1772445839000,'m15','','I have a question','');
CREATE TABLE timer (
    kind   TEXT NOT NULL,
    ref    INTEGER NOT NULL,
    due_ms INTEGER NOT NULL,
    PRIMARY KEY (kind, ref)
) STRICT, WITHOUT ROWID;
INSERT INTO timer VALUES('offer',3,1772445858000);
INSERT INTO timer VALUES('offer',4,1772445859000);
INSERT INTO timer VALUES('position',0,1772445868000);
CREATE TABLE outbox (
    id  INTEGER PRIMARY KEY,                                   -- in the order of sending, counted by the desk
    xml TEXT NOT NULL
) STRICT;
INSERT INTO outbox VALUES(21,'<message type="chat" from="sales@support.example.com" to="tom@customer.example" id="2bjv4xysqkse6anm" xml:lang="en"><body>Thank you for your message to Sales. You are number 1 in line; somebody will be with you as soon as possible.</body></message>');
INSERT INTO outbox VALUES(22,replace('<message type="chat" from="tom.bv86@support.example.com" to="bob@example.com" id="hqzukwkbpdzjvzyt"><body>[desk] tom in Sales has waited less than a minute (conversation 4).\n&gt; Is anybody there?\nAnswer, or !accept, to take it within 20 s. !decline passes it on.</body><nick xmlns="http://jabber.org/protocol/nick">tom</nick></message>','\n',char(10)));
INSERT INTO outbox VALUES(23,replace('<message type="chat" from="support.example.com" to="pat@customer.example" id="fg93b6x8wd3qd5vb" xml:lang="en"><body>Welcome! Whom would you like to talk to? Please answer with a number:\n1  Sales\n2  Billing</body></message>','\n',char(10)));
INSERT INTO outbox VALUES(24,'<message type="chat" from="sales@support.example.com" to="jörg@customer.example" id="m16"><body>Einen Augenblick, bitte.</body><nick xmlns="http://jabber.org/protocol/nick">Eve</nick></message>');
CREATE TABLE fact (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO fact VALUES('link','up');
INSERT INTO fact VALUES('link_since_ms','1772445600000');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('conversation',4);
CREATE UNIQUE INDEX conversation_open ON conversation (face) WHERE state <> 'closed';
CREATE INDEX conversation_line ON conversation (queue, priority DESC, place) WHERE state = 'waiting';
CREATE INDEX conversation_offered ON conversation (queue, place) WHERE state = 'offered';
CREATE INDEX conversation_holder ON conversation (agent) WHERE state = 'active';
CREATE INDEX conversation_face ON conversation (face, id);
CREATE INDEX conversation_served ON conversation (queue, accepted_ms) WHERE accepted_ms IS NOT NULL;
CREATE UNIQUE INDEX offer_open ON offer (agent) WHERE state = 'open';
CREATE INDEX offer_of ON offer (conversation) WHERE state = 'open';
CREATE INDEX message_of ON message (conversation, id);
CREATE INDEX event_of ON event (conversation, id);
CREATE INDEX timer_due ON timer (due_ms);
CREATE VIEW talk AS
SELECT c.id, c.face, c.queue, c.state, c.agent, c.priority, c.place, c.round, c.pause_ms, c.only_agent, c.opened_ms,
       c.queued_ms, c.entered, c.accepted_ms, c.replied_ms, c.held_ms, c.customer_ms, c.agent_ms, c.agent_full, c.relayed,
       c.told_position, c.told_ms, c.closed_ms, c.reason, c.behind,
       f.queue AS desk, f.localpart, f.name AS face_name, f.customer, u.jid AS customer_jid, u.full_jid AS customer_full,
       u.lang, a.jid AS agent_jid, a.name AS agent_name
FROM conversation c JOIN face f ON f.id = c.face JOIN customer u ON u.id = f.customer LEFT JOIN agent a ON a.id = c.agent;
CREATE TRIGGER tally_insert AFTER INSERT ON conversation BEGIN
    INSERT INTO tally VALUES (new.queue, new.state, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER tally_update AFTER UPDATE OF queue, state ON conversation
WHEN old.queue <> new.queue OR old.state <> new.state BEGIN
    UPDATE tally SET n = n - 1 WHERE queue = old.queue AND state = old.state;
    INSERT INTO tally VALUES (new.queue, new.state, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
COMMIT;
PRAGMA user_version=1;
