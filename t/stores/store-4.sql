-- A store of form 4 as its frontdesk left it, dumped (.dump of SQLite's shell and PRAGMA user_version=4): the scene's
-- world of commit 1bc0a21, killed. In it: conversations in each state and closed for each reason that this form had, an offer,
-- a line, a menu without an answer, blocks, knowledge, a responder's and a model's where it knew them; stanzas that were not
-- confirmed; and twelve messages in the full-text index, so that the rest has to come in. t/unit/store.c and t/upgrade.t upgrade
-- it. Not to be made anew or edited: it is what such stores are.
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
INSERT INTO customer VALUES(2,'kim@customer.example','kim@customer.example/x','','',0,1772445705000);
INSERT INTO customer VALUES(3,'ida@customer.example','ida@customer.example/x','','de',0,1772446965000);
INSERT INTO customer VALUES(4,'lee@customer.example','lee@customer.example/x','','',0,1772446985000);
INSERT INTO customer VALUES(5,'tom@customer.example','tom@customer.example/x','','',0,1772448845000);
INSERT INTO customer VALUES(6,'jörg@customer.example','jörg@customer.example/x','Jörg Äß','de',0,1772448905000);
INSERT INTO customer VALUES(7,'nell@customer.example','nell@customer.example/x','','',0,1772448925000);
INSERT INTO customer VALUES(8,'pat@customer.example','pat@customer.example/x','','',0,1772448927000);
INSERT INTO customer VALUES(9,'zoe@customer.example','zoe@customer.example/x','','',0,1772448928000);
INSERT INTO customer VALUES(10,'jane@customer.example','jane@customer.example/x','','',0,1772448928000);
INSERT INTO customer VALUES(11,'joe@customer.example','joe@customer.example/x','','',0,1772448928000);
INSERT INTO customer VALUES(12,'max@customer.example','max@customer.example/x','','',0,1772448928000);
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
INSERT INTO face VALUES(2,2,'sales','kim.xgyn','kim',1772445705000);
INSERT INTO face VALUES(3,3,'sales','ida.ebkm','ida',1772446965000);
INSERT INTO face VALUES(4,4,'sales','lee.6anm','lee',1772446985000);
INSERT INTO face VALUES(5,5,'sales','tom.3pa3','tom',1772448845000);
INSERT INTO face VALUES(6,6,'sales','jorg-ass.4rxt','Jörg Äß',1772448905000);
INSERT INTO face VALUES(7,7,'billing','nell.redp','nell',1772448925000);
INSERT INTO face VALUES(8,9,'sales','zoe.67ks','zoe',1772448928000);
INSERT INTO face VALUES(9,10,'sales','jane.q6br','jane',1772448928000);
INSERT INTO face VALUES(10,11,'billing','joe.mdxt','joe',1772448928000);
INSERT INTO face VALUES(11,12,'sales','max.tz8a','max',1772448928000);
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
, asked_ms INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO agent VALUES(1,'bob@example.com','Bob',1,'auto','','available',0,1772448845000,4,0,1772445600000);
INSERT INTO agent VALUES(2,'eve@example.com','Eve',1,'auto','','available',0,1772445600000,6,0,1772448845000);
INSERT INTO agent VALUES(3,'dan@example.com','Dan',1,'auto','','offline',0,1772445600000,0,0,0);
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
    reason     TEXT CHECK (reason = 'agent' OR reason = 'customer' OR reason = 'idle' OR reason = 'abandoned' OR reason = 'blocked' OR reason = 'error'), gone_ms INTEGER NOT NULL DEFAULT 0, via_house INTEGER NOT NULL DEFAULT 0 CHECK (via_house IN (0, 1)),
    CHECK ((state = 'closed') = (closed_ms IS NOT NULL)),
    CHECK ((state = 'closed') = (reason IS NOT NULL)),
    CHECK (state <> 'active' OR agent IS NOT NULL)
) STRICT;
INSERT INTO conversation VALUES(1,1,'sales','closed',1,0,1000,1,0,NULL,1772445600000,1772445600000,1,1772445600000,1772445600000,1772445600000,1772445640000,1772445640000,'bob@example.com/x',5,0,0,1772445600000,1772445645000,'agent',0,0);
INSERT INTO conversation VALUES(2,2,'sales','closed',1,0,5000,1,0,NULL,1772445705000,1772445705000,1,1772445705000,1772445705000,1772445705000,1772445705000,1772445705000,'bob@example.com/x',10,0,0,1772445705000,1772446905000,'idle',0,0);
INSERT INTO conversation VALUES(3,3,'sales','closed',1,0,9000,1,0,NULL,1772446965000,1772446965000,1,1772446965000,1772446965000,1772446965000,1772446975000,1772446965000,'bob@example.com/x',19,0,0,1772446965000,1772448175000,'idle',0,0);
INSERT INTO conversation VALUES(4,4,'sales','closed',NULL,0,12000,1,0,NULL,1772446985000,1772446985000,1,NULL,NULL,0,1772446985000,0,'',0,0,1,1772446985000,1772448785000,'abandoned',0,0);
INSERT INTO conversation VALUES(5,5,'sales','closed',1,0,15000,1,0,NULL,1772448845000,1772448845000,1,1772448845000,NULL,1772448845000,1772448845000,1772448845000,'',24,0,0,1772448845000,1772448845000,'blocked',0,0);
INSERT INTO conversation VALUES(6,6,'sales','active',2,0,19000,1,0,NULL,1772448905000,1772448905000,1,1772448905000,1772448905000,1772448905000,1772448925000,1772448928000,'eve@example.com/x',31,0,0,1772448905000,NULL,NULL,0,0);
INSERT INTO conversation VALUES(7,7,'sales','offered',2,0,22000,3,1772448985000,NULL,1772448925000,1772448925000,1,1772448925000,NULL,1772448925000,1772448925000,1772448925000,'',32,0,1,1772448925000,NULL,NULL,0,0);
INSERT INTO conversation VALUES(8,8,'sales','offered',NULL,0,27000,1,0,NULL,1772448928000,1772448928000,1,NULL,NULL,0,1772448928000,0,'',0,0,1,1772448928000,NULL,NULL,0,0);
INSERT INTO conversation VALUES(9,9,'sales','waiting',NULL,0,29000,1,0,NULL,1772448928000,1772448928000,1,NULL,NULL,0,1772448928000,0,'',0,0,1,1772448928000,NULL,NULL,0,0);
INSERT INTO conversation VALUES(10,10,'billing','waiting',NULL,0,30000,1,0,NULL,1772448928000,1772448928000,1,NULL,NULL,0,1772448928000,0,'',0,0,1,1772448928000,NULL,NULL,0,0);
INSERT INTO conversation VALUES(11,11,'sales','waiting',NULL,0,31000,1,0,NULL,1772448928000,1772448928000,2,NULL,NULL,0,1772448928000,0,'',0,0,2,1772448928000,NULL,NULL,0,0);
CREATE TABLE tally (
    queue TEXT NOT NULL,
    state TEXT NOT NULL,
    n     INTEGER NOT NULL CHECK (n >= 0),
    PRIMARY KEY (queue, state)
) STRICT, WITHOUT ROWID;
INSERT INTO tally VALUES('billing','active',0);
INSERT INTO tally VALUES('billing','offered',0);
INSERT INTO tally VALUES('billing','waiting',1);
INSERT INTO tally VALUES('sales','active',1);
INSERT INTO tally VALUES('sales','closed',5);
INSERT INTO tally VALUES('sales','offered',2);
INSERT INTO tally VALUES('sales','waiting',2);
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
INSERT INTO offer VALUES(2,2,1,1,1772445705000,'accepted',1772445705000);
INSERT INTO offer VALUES(3,3,1,1,1772446965000,'accepted',1772446965000);
INSERT INTO offer VALUES(4,5,1,1,1772448845000,'accepted',1772448845000);
INSERT INTO offer VALUES(5,6,2,1,1772448905000,'accepted',1772448905000);
INSERT INTO offer VALUES(6,7,2,1,1772448925000,'accepted',1772448925000);
INSERT INTO offer VALUES(7,7,2,2,1772448925000,'declined',1772448925000);
INSERT INTO offer VALUES(8,7,1,3,1772448928000,'open',NULL);
INSERT INTO offer VALUES(9,8,2,1,1772448928000,'open',NULL);
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
, tries INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO message VALUES(1,1,1772445600000,'customer','chat','mei@customer.example','m1','','我要申请退款，订单号 20260302。','',0);
INSERT INTO message VALUES(2,1,1772445600000,'system','chat','sales@support.example.com','wvyjdz4m35g4gmbs','','您好，感谢您联系Sales。您目前排在第 1 位，我们会尽快为您服务。','',0);
INSERT INTO message VALUES(3,1,1772445600000,'system','chat','sales@support.example.com','g7ffauu3dtaevzkd','','Bob 现在为您服务。','',0);
INSERT INTO message VALUES(4,1,1772445600000,'agent','chat','bob@example.com','m2','','您好，我来帮您查一下。','',0);
INSERT INTO message VALUES(5,1,1772445640000,'customer','chat','mei@customer.example','m3','','谢谢！ 👍','',0);
INSERT INTO message VALUES(6,1,1772445640000,'agent','chat','bob@example.com','m4','','退款已经办好，三天内到账。','',0);
INSERT INTO message VALUES(7,1,1772445640000,'agent','note','bob@example.com','9h6wqgt692qzcax4','','refund 4711 approved by finance','',0);
INSERT INTO message VALUES(8,1,1772445645000,'agent','note','bob@example.com','2822nvafut9utghm','','erledigt','',0);
INSERT INTO message VALUES(9,1,1772445645000,'system','chat','sales@support.example.com','499evcntz5fxkq7s','','Bob 已结束本次对话。如果还有其他问题，请随时再给我们发消息。','',0);
INSERT INTO message VALUES(10,2,1772445705000,'customer','chat','kim@customer.example','m7','','Do you sell "left" shoes; DROP TABLE message?','',0);
INSERT INTO message VALUES(11,2,1772445705000,'system','chat','sales@support.example.com','56b7np5pz3f4tg4k','','Thank you for your message to Sales. You are number 1 in line; somebody will be with you as soon as possible.','',0);
INSERT INTO message VALUES(12,2,1772445705000,'system','chat','sales@support.example.com','2tp2rf6fu9vab26b','','Bob is with you now.','',0);
INSERT INTO message VALUES(13,2,1772445705000,'agent','chat','bob@example.com','m8','','We do, Kim''s size too.','',0);
INSERT INTO message VALUES(14,2,1772446905000,'system','chat','sales@support.example.com','qkvhwdevk4jcptby','','Nobody has written here for a while, so the conversation is closed. Just write again to go on.','',0);
INSERT INTO message VALUES(15,3,1772446965000,'customer','chat','ida@customer.example','m9','','Guten Tag, eine kurze Frage zur Straßenbahn-Fahrkarte.','',0);
INSERT INTO message VALUES(16,3,1772446965000,'system','chat','sales@support.example.com','s3ts3dtrcaxbhy5v','','Guten Tag und danke für Ihre Nachricht an Sales. Sie sind Nummer 1 in der Warteschlange. Wir melden uns so bald wie möglich.','',0);
INSERT INTO message VALUES(17,3,1772446965000,'system','chat','sales@support.example.com','bv862bjv4xysqkse','','Bob ist jetzt für Sie da.','',0);
INSERT INTO message VALUES(18,3,1772446965000,'agent','chat','bob@example.com','m10','','Gern!','',0);
INSERT INTO message VALUES(19,3,1772446975000,'customer','chat','ida@customer.example','m11','','Danke, tschüss','',0);
INSERT INTO message VALUES(20,4,1772446985000,'customer','chat','lee@customer.example','m12','','Is nobody there?','',0);
INSERT INTO message VALUES(21,4,1772446985000,'system','chat','sales@support.example.com','hqzukwkbpdzjvzyt','','Thank you for your message to Sales. Nobody is here at the moment. Your message is kept, and we will answer as soon as somebody is back.','',0);
INSERT INTO message VALUES(22,3,1772448175000,'system','chat','sales@support.example.com','fg93b6x8wd3qd5vb','','Hier wurde eine Weile nichts mehr geschrieben; das Gespräch ist deshalb beendet. Wenn es weitergehen soll, schreiben Sie einfach wieder.','',0);
INSERT INTO message VALUES(23,4,1772448785000,'system','chat','sales@support.example.com','fwrxhprez3jntzm8','','We are sorry that nobody could answer you in time. The conversation is closed for now; your messages are kept. Please write again whenever it suits you.','',0);
INSERT INTO message VALUES(24,5,1772448845000,'customer','chat','tom@customer.example','m13','','Buy cheap pills at our shop','',0);
INSERT INTO message VALUES(25,5,1772448845000,'system','chat','sales@support.example.com','b4fau3xxv6rrg3z9','','Thank you for your message to Sales. You are number 1 in line; somebody will be with you as soon as possible.','',0);
INSERT INTO message VALUES(26,5,1772448845000,'system','chat','sales@support.example.com','zd5atn5zxr5u9pc3','','Bob is with you now.','',0);
INSERT INTO message VALUES(27,6,1772448905000,'customer','chat','jörg@customer.example','m19','','Guten Tag, meine Rechnung für die Straßenbahn-Fahrkarte ist falsch.','',0);
INSERT INTO message VALUES(28,6,1772448905000,'system','chat','sales@support.example.com','kz23fh2yvtxwjxxt','','Guten Tag und danke für Ihre Nachricht an Sales. Sie sind Nummer 1 in der Warteschlange. Wir melden uns so bald wie möglich.','',0);
INSERT INTO message VALUES(29,6,1772448905000,'system','chat','sales@support.example.com','9v5f98mmuge8dr8x','','Eve ist jetzt für Sie da.','',0);
INSERT INTO message VALUES(30,6,1772448905000,'agent','chat','eve@example.com','m20','','Guten Tag! Ich prüfe die Rechnungsnummer.','',0);
INSERT INTO message VALUES(31,6,1772448925000,'customer','chat','jörg@customer.example','m21','','Äußerst freundlich, vielen Dank für die schnelle Rückmeldung.','',0);
INSERT INTO message VALUES(32,7,1772448925000,'customer','chat','nell@customer.example','m22','','The invoice of March','<thread>t1</thread><subject>Invoice</subject>',0);
INSERT INTO message VALUES(33,7,1772448925000,'system','chat','billing@support.example.com','efzrc4rsfnnemxqr','','Thank you for your message to Billing. You are number 1 in line; somebody will be with you as soon as possible.','',0);
INSERT INTO message VALUES(34,7,1772448925000,'system','chat','billing@support.example.com','p5du3un2t4spnyjn','','Eve is with you now.','',0);
INSERT INTO message VALUES(35,7,1772448925000,'agent','note','eve@example.com','9dembgsvkwz63x7d','','knows more','',0);
INSERT INTO message VALUES(36,7,1772448925000,'system','chat','billing@support.example.com','j7rhpvh8fd5r9ss8','','Eve has passed your conversation on to Sales. Somebody will be with you as soon as possible.','',0);
INSERT INTO message VALUES(37,8,1772448928000,'customer','chat','zoe@customer.example','m26','','https://files.example/a.png','<x xmlns="jabber:x:oob"><url>https://files.example/a.png</url></x>',0);
INSERT INTO message VALUES(38,8,1772448928000,'system','chat','sales@support.example.com','escaw3uc65f6gghh','','Thank you for your message to Sales. You are number 1 in line; somebody will be with you in less than a minute.','',0);
INSERT INTO message VALUES(39,9,1772448928000,'customer','chat','jane@customer.example','m27','','Where is my invoice? It''s "lost".','',0);
INSERT INTO message VALUES(40,9,1772448928000,'system','chat','sales@support.example.com','x3v5r5x692p94j3j','','Thank you for your message to Sales. You are number 1 in line; somebody will be with you in less than a minute.','',0);
INSERT INTO message VALUES(41,10,1772448928000,'customer','chat','joe@customer.example','m28','','And mine?','',0);
INSERT INTO message VALUES(42,10,1772448928000,'system','chat','billing@support.example.com','ycm8ck8rhufa7apw','','Thank you for your message to Billing. You are number 1 in line; somebody will be with you as soon as possible.','',0);
INSERT INTO message VALUES(43,11,1772448928000,'customer','chat','max@customer.example','m29','','I would wait.','',0);
INSERT INTO message VALUES(44,11,1772448928000,'system','chat','sales@support.example.com','h6tjna2v8frwcdne','','Thank you for your message to Sales. You are number 2 in line; somebody will be with you in less than a minute.','',0);
INSERT INTO message VALUES(45,6,1772448928000,'agent','chat','eve@example.com','m30','','Einen Augenblick, bitte.','',0);
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
INSERT INTO event VALUES(2,1,1772445600000,'waiting','offered','sales',1,'offered','least-busy: bob@example.com 0/4; eve@example.com 0/4 not on duty; chosen bob@example.com (the only one)');
INSERT INTO event VALUES(3,1,1772445600000,'offered','active','sales',1,'answered','');
INSERT INTO event VALUES(4,1,1772445645000,'active','closed','sales',1,'agent','');
INSERT INTO event VALUES(5,2,1772445705000,'','waiting','sales',NULL,'opened','');
INSERT INTO event VALUES(6,2,1772445705000,'waiting','offered','sales',1,'offered','least-busy: bob@example.com 0/4; eve@example.com 0/4 not on duty; chosen bob@example.com (the only one)');
INSERT INTO event VALUES(7,2,1772445705000,'offered','active','sales',1,'answered','');
INSERT INTO event VALUES(8,2,1772446905000,'active','closed','sales',1,'idle','');
INSERT INTO event VALUES(9,3,1772446965000,'','waiting','sales',NULL,'opened','');
INSERT INTO event VALUES(10,3,1772446965000,'waiting','offered','sales',1,'offered','least-busy: bob@example.com 0/4; eve@example.com 0/4 not on duty; chosen bob@example.com (the only one)');
INSERT INTO event VALUES(11,3,1772446965000,'offered','active','sales',1,'answered','');
INSERT INTO event VALUES(12,4,1772446985000,'','waiting','sales',NULL,'opened','');
INSERT INTO event VALUES(13,3,1772448175000,'active','closed','sales',1,'idle','');
INSERT INTO event VALUES(14,4,1772448785000,'waiting','closed','sales',NULL,'abandoned','');
INSERT INTO event VALUES(15,5,1772448845000,'','waiting','sales',NULL,'opened','');
INSERT INTO event VALUES(16,5,1772448845000,'waiting','offered','sales',1,'offered','least-busy: bob@example.com 0/4; eve@example.com 0/4 not on duty; chosen bob@example.com (the only one)');
INSERT INTO event VALUES(17,5,1772448845000,'offered','active','sales',1,'accepted','');
INSERT INTO event VALUES(18,5,1772448845000,'active','closed','sales',1,'blocked','');
INSERT INTO event VALUES(19,6,1772448905000,'','waiting','sales',NULL,'opened','');
INSERT INTO event VALUES(20,6,1772448905000,'waiting','offered','sales',2,'offered','least-busy: bob@example.com 0/4 not on duty; eve@example.com 0/4; chosen eve@example.com (the only one)');
INSERT INTO event VALUES(21,6,1772448905000,'offered','active','sales',2,'answered','');
INSERT INTO event VALUES(22,7,1772448925000,'','waiting','billing',NULL,'opened','');
INSERT INTO event VALUES(23,7,1772448925000,'waiting','offered','billing',2,'offered','least-busy: eve@example.com 1/4; dan@example.com 0/4 not on duty; chosen eve@example.com (the only one)');
INSERT INTO event VALUES(24,7,1772448925000,'offered','active','billing',2,'accepted','');
INSERT INTO event VALUES(25,7,1772448925000,'active','waiting','sales',2,'transfer','');
INSERT INTO event VALUES(26,7,1772448928000,'waiting','offered','sales',1,'offered','least-busy: bob@example.com 0/4; eve@example.com 1/4 was asked in this round; chosen bob@example.com (the only one)');
INSERT INTO event VALUES(27,8,1772448928000,'','waiting','sales',NULL,'opened','');
INSERT INTO event VALUES(28,8,1772448928000,'waiting','offered','sales',2,'offered','least-busy: bob@example.com 0/4 has an open offer; eve@example.com 1/4; chosen eve@example.com (the only one)');
INSERT INTO event VALUES(29,9,1772448928000,'','waiting','sales',NULL,'opened','');
INSERT INTO event VALUES(30,10,1772448928000,'','waiting','billing',NULL,'opened','');
INSERT INTO event VALUES(31,11,1772448928000,'','waiting','sales',NULL,'opened','');
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
INSERT INTO menu VALUES(8,1,1772448927000,'m25','','I have a question','');
CREATE TABLE timer (
    kind   TEXT NOT NULL,
    ref    INTEGER NOT NULL,
    due_ms INTEGER NOT NULL,
    PRIMARY KEY (kind, ref)
) STRICT, WITHOUT ROWID;
INSERT INTO timer VALUES('position',0,1772448935000);
INSERT INTO timer VALUES('offer',8,1772448948000);
INSERT INTO timer VALUES('offer',9,1772448948000);
INSERT INTO timer VALUES('round',7,1772448985000);
INSERT INTO timer VALUES('idle',6,1772450105000);
INSERT INTO timer VALUES('abandon',7,1772450725000);
INSERT INTO timer VALUES('abandon',8,1772450728000);
INSERT INTO timer VALUES('abandon',9,1772450728000);
INSERT INTO timer VALUES('abandon',10,1772450728000);
INSERT INTO timer VALUES('abandon',11,1772450728000);
INSERT INTO timer VALUES('block',1,1775040845000);
INSERT INTO timer VALUES('block',2,1775040845000);
INSERT INTO timer VALUES('block',3,1775040845000);
CREATE TABLE outbox (
    id  INTEGER PRIMARY KEY,                                   -- in the order of sending, counted by the desk
    xml TEXT NOT NULL
) STRICT;
INSERT INTO outbox VALUES(50,replace('<message type="chat" from="support.example.com" to="pat@customer.example" id="yb7utptqyh77t2my" xml:lang="en"><body>Welcome! Whom would you like to talk to? Please answer with a number:\n1  Sales\n2  Billing</body></message>','\n',char(10)));
INSERT INTO outbox VALUES(51,replace('<message type="chat" from="nell.redp@support.example.com" to="bob@example.com" id="yrwgvcpw9b9ncpdf"><body>[desk] nell in Sales has waited less than a minute (conversation 7).\n2026-03-02T10:55 nell: The invoice of March\n2026-03-02T10:55 Eve (note): knows more\nAnswer, or !accept, to take it within 20 s. !decline passes it on.</body><nick xmlns="http://jabber.org/protocol/nick">nell</nick></message>','\n',char(10)));
INSERT INTO outbox VALUES(52,'<message type="chat" from="sales@support.example.com" to="zoe@customer.example" id="escaw3uc65f6gghh" xml:lang="en"><body>Thank you for your message to Sales. You are number 1 in line; somebody will be with you in less than a minute.</body></message>');
INSERT INTO outbox VALUES(53,replace('<message type="chat" from="zoe.67ks@support.example.com" to="eve@example.com" id="pc2dk957329xnkhc"><body>[desk] zoe in Sales has waited less than a minute (conversation 8).\n&gt; https://files.example/a.png\nAnswer, or !accept, to take it within 20 s. !decline passes it on.</body><nick xmlns="http://jabber.org/protocol/nick">zoe</nick></message>','\n',char(10)));
INSERT INTO outbox VALUES(54,'<message type="chat" from="sales@support.example.com" to="jane@customer.example" id="x3v5r5x692p94j3j" xml:lang="en"><body>Thank you for your message to Sales. You are number 1 in line; somebody will be with you in less than a minute.</body></message>');
INSERT INTO outbox VALUES(55,'<message type="chat" from="billing@support.example.com" to="joe@customer.example" id="ycm8ck8rhufa7apw" xml:lang="en"><body>Thank you for your message to Billing. You are number 1 in line; somebody will be with you as soon as possible.</body></message>');
INSERT INTO outbox VALUES(56,'<message type="chat" from="sales@support.example.com" to="max@customer.example" id="h6tjna2v8frwcdne" xml:lang="en"><body>Thank you for your message to Sales. You are number 2 in line; somebody will be with you in less than a minute.</body></message>');
INSERT INTO outbox VALUES(57,'<message type="chat" from="sales@support.example.com" to="jörg@customer.example" id="m30"><body>Einen Augenblick, bitte.</body><nick xmlns="http://jabber.org/protocol/nick">Eve</nick></message>');
CREATE TABLE fact (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO fact VALUES('dropped','1');
INSERT INTO fact VALUES('link','up');
INSERT INTO fact VALUES('link_since_ms','1772445600000');
INSERT INTO fact VALUES('link_why','');
PRAGMA writable_schema=ON;
INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql)VALUES('table','message_words','message_words',0,'CREATE VIRTUAL TABLE message_words USING fts5 (body, content = '''', tokenize = ''frontdesk'')');
CREATE TABLE IF NOT EXISTS 'message_words_data'(id INTEGER PRIMARY KEY, block BLOB);
INSERT INTO message_words_data VALUES(1,X'0c65');
INSERT INTO message_words_data VALUES(10,X'000000000101010001010101');
INSERT INTO message_words_data VALUES(137438953473,X'000002f502303102020b09020c010832303236303330320102070104343731310702030108617070726f766564070204020272650b020a0201730b041404010262650b021102026f620302020602020302020201790702050102646f0a02020203726f700a0207010865726c6564696774080202010766696e616e636507020602026f720b02040102696e0b020d0201730c020301046c6566740a02050203696e650b020e01076d6573736167650a020901020601036e6f770c02060205756d6265720b020b0108706f737369626c650b02170106726566756e64070202010573616c65730202060902080203656c6c0a02040204686f65730a020602076f6d65626f64790b020f03026f6e0b021501057461626c650a0208020468616e6b0b020202016f0b0207010477696c6c0b0210030274680b02120102040103796f750a0203010603080c0102050401720b02050106e4b880e4b88b040207030489e5a4a90602060301ba0202100102040202bc9a02020e0202bd8d02020c0106e585b6e4bb960902090202868506020703018d09020d020288b006020802028a9e06020402028f910902100301b70102060202a5bd0602050205a682e69e9c0902070205afb9e8af9d0902060205b0bde5bfab02020f0202b7b20902030403e7bb8f0602030202b8ae0402040103e682a8020604050c0102050102050403e5a5bd0202020202020205849fe8b0a202020302058891e4bbac02020d07020f0403e69da50402030403e8a68101020202058e92e59ca802020902059c8de58aa10202120102060304ace6aca109020502029fa50402060205b688e681af0902110106e78eb0e59ca8030203020594b3e8afb701020302059baee5898d0202080202acac02020a0205bb93e69d9f09020403019909020e0106e88194e7b3bb0202050205aea2e58d950102050202afb709020b0205b0a2e8b0a20502020202b4a60602090205bf98e69c890902080106e98080e6acbe010204050202020597aee9a29809020a02059a8fe697b609020c0104f09f918d05020304090d090d0707070d0607080d0c07070609080f080a0d0b0d08090c070a0906090a10060b090907070b070607070706070a0a0a070807100b0a0d08080a0d09070a0b0a0a070a060b0a070a070a0e0a0a');
CREATE TABLE IF NOT EXISTS 'message_words_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
INSERT INTO message_words_idx VALUES(1,X'',2);
CREATE TABLE IF NOT EXISTS 'message_words_docsize'(id INTEGER PRIMARY KEY, sz BLOB);
INSERT INTO message_words_docsize VALUES(1,X'06');
INSERT INTO message_words_docsize VALUES(2,X'11');
INSERT INTO message_words_docsize VALUES(3,X'05');
INSERT INTO message_words_docsize VALUES(4,X'06');
INSERT INTO message_words_docsize VALUES(5,X'02');
INSERT INTO message_words_docsize VALUES(6,X'08');
INSERT INTO message_words_docsize VALUES(7,X'05');
INSERT INTO message_words_docsize VALUES(8,X'01');
INSERT INTO message_words_docsize VALUES(9,X'10');
INSERT INTO message_words_docsize VALUES(10,X'08');
INSERT INTO message_words_docsize VALUES(11,X'16');
INSERT INTO message_words_docsize VALUES(12,X'05');
CREATE TABLE IF NOT EXISTS 'message_words_config'(k PRIMARY KEY, v) WITHOUT ROWID;
INSERT INTO message_words_config VALUES('version',4);
CREATE TABLE indexed (
    only    INTEGER PRIMARY KEY CHECK (only = 1),
    message INTEGER NOT NULL
) STRICT;
INSERT INTO "indexed" VALUES(1,12);
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
INSERT INTO block VALUES(1,'tom@customer.example','tom@customer.example',1,'tom.3pa3','sells pills',1,1772448845000,1775040845000);
INSERT INTO block VALUES(2,'spam.example','spam.example',1,'spam.example','advertising',2,1772448845000,1775040845000);
INSERT INTO block VALUES(3,'*@*.bad.example','*@*.bad.example',0,'*@*.bad.example','',2,1772448845000,1775040845000);
CREATE TABLE dropped (
    id       INTEGER PRIMARY KEY,
    who      TEXT NOT NULL,                                    -- a bare JID, a domain, a pattern, a queue
    why      TEXT NOT NULL,
    n        INTEGER NOT NULL DEFAULT 1,
    first_ms INTEGER NOT NULL,
    last_ms  INTEGER NOT NULL,
    UNIQUE (who, why)
) STRICT;
INSERT INTO dropped VALUES(1,'tom@customer.example','blocked',1,1772448845000,1772448845000);
CREATE TABLE knowledge_directory (
    id   INTEGER PRIMARY KEY AUTOINCREMENT,                    -- stands before each term of its texts, so never again
    path TEXT NOT NULL UNIQUE CHECK (path <> '')
) STRICT;
INSERT INTO knowledge_directory VALUES(1,'/etc/frontdesk/knowledge');
CREATE TABLE knowledge_file (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    directory INTEGER NOT NULL REFERENCES knowledge_directory (id),
    name      TEXT NOT NULL CHECK (name <> ''),                -- its path below the directory
    state     TEXT NOT NULL CHECK (state = 'loading' OR state = 'live' OR state = 'dropped'),
    stamp     TEXT NOT NULL,                                   -- size and time of change: is it worth reading?
    hash      TEXT NOT NULL,                                   -- of its bytes: has it changed?
    passages  INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO knowledge_file VALUES(1,1,'shop.md','live','1 380 1795974321.627873123','1 fdf5e1b791117e8d',5);
INSERT INTO knowledge_file VALUES(2,1,'synonyms.txt','live','1 19 1795974321.628722691','1 c31a540b1826e54a',0);
CREATE TABLE passage (
    id          INTEGER PRIMARY KEY,
    file        INTEGER NOT NULL REFERENCES knowledge_file (id),
    line        INTEGER NOT NULL,
    title       TEXT NOT NULL,                                 -- the headings above it, from the outermost
    body        TEXT NOT NULL,                                 -- as written
    lang        TEXT NOT NULL CHECK (lang = 'en' OR lang = 'de' OR lang = 'zh'), -- whose stems its terms are
    title_terms TEXT NOT NULL,                                 -- " 3_return 3_day ": directory and stem, between blanks
    body_terms  TEXT NOT NULL
) STRICT;
INSERT INTO passage VALUES(1,1,2,'Shop › How long may I return something?','You may return any article within 30 days after you have received it.','en',' 1__how 1__long 1__mai 1__i 1_return 1__someth ',' 1_shop 1_return 1_articl 1_30 1_dai 1_receiv ');
INSERT INTO passage VALUES(2,1,4,'Shop › When do I get my money back?','Within five working days after the goods have reached us.','en',' 1__when 1__do 1__i 1__get 1__my 1_monei 1_back ',' 1_shop 1_fiv 1_work 1_dai 1_good 1_reach ');
INSERT INTO passage VALUES(3,1,6,'Shop › What does delivery to Norway cost?','Delivery costs five euros.','en',' 1__what 1__do 1_deliv 1__to 1_norwai 1_cost ',' 1_shop 1_deliv 1_cost 1_fiv 1_euro ');
INSERT INTO passage VALUES(4,1,8,'Shop › What does delivery to Sweden cost?','Four euros.','en',' 1__what 1__do 1_deliv 1__to 1_sweden 1_cost ',' 1_shop 1_four 1_euro ');
INSERT INTO passage VALUES(5,1,10,'Shop › 怎么退货？','收到商品后三十天内可以退货。','zh',' 1_怎 1_怎么 1_么 1__怎么 1_么退 1_退 1_退货 1_货 ',' 1_shop 1_收 1_收到 1_到 1_到商 1_商 1_商品 1_品 1_品后 1_后 1_后三 1_三 1_三十 1_十 1_十天 1_天 1_天内 1_内 1_内可 1_可 1_可以 1_以 1_以退 1_退 1_退货 1_货 ');
CREATE TABLE synonym (
    file   INTEGER NOT NULL REFERENCES knowledge_file (id),
    line   INTEGER NOT NULL,
    phrase INTEGER NOT NULL,
    terms  TEXT NOT NULL,                                      -- "money back"
    PRIMARY KEY (file, line, phrase)
) STRICT, WITHOUT ROWID;
INSERT INTO synonym VALUES(2,1,0,'refund');
INSERT INTO synonym VALUES(2,1,1,'monei back');
INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql)VALUES('table','passage_words','passage_words',0,'CREATE VIRTUAL TABLE passage_words USING fts5 (title, body, content = '''', tokenize = ''ascii tokenchars _'')');
CREATE TABLE IF NOT EXISTS 'passage_words_data'(id INTEGER PRIMARY KEY, block BLOB);
INSERT INTO passage_words_data VALUES(1,X'05212e');
INSERT INTO passage_words_data VALUES(10,X'000000000105050005010101020101030101040101050101');
INSERT INTO passage_words_data VALUES(137438953473,X'000000750530315f3330010601010503045f686f7701020204016901020504046c6f6e6701020304036d61690102040406736f6d657468010207030661727469636c0106010104030364616901060101060306726563656976010601010705047475726e010806010103030473686f700106010102040b090609080b0d0a0d0c');
INSERT INTO passage_words_data VALUES(274877906945,X'000000800630315f5f646f020203040367657402020504016902020404026d7902020604047768656e02020203046261636b02020803036461690206010105030366697602060101030304676f6f64020601010603056d6f6e6569020207030572656163680206010107030473686f7002060101020304776f726b0206010104040a08060709090a0a0b0a0c0b');
INSERT INTO passage_words_data VALUES(412316860417,X'000000620630315f5f646f0302030402746f0302050404776861740302020304636f7374030807010104030564656c697603080401010303046575726f03060101060303666976030601010503066e6f72776169030206030473686f700306010102040a07090c0d0b0a0b');
INSERT INTO passage_words_data VALUES(549755813889,X'0000005c0630315f5f646f0402030402746f0402050404776861740402020304636f7374040207030564656c697604020403046575726f04060101040304666f75720406010103030473686f7004060101020405776564656e040206040a0709090a0b0b0b');
INSERT INTO passage_words_data VALUES(687194767361,X'000001300a30315f5fe6808ee4b988050205030473686f7005060101020303e4b889050601010d0603e58d81050601010e0402b9880502040603e980800502060402bba505060101170603e9808005060101180303e5868505060101130603e58faf0506010114040288b005060101050603e59586050601010604028d81050601010f0603e5a4a9050601011004028faf05060101150603e4bba505060101160402908e050601010b0603e4b889050601010c0402938105060101090603e5908e050601010a0402958605060101070603e5938105060101080402a4a905060101110603e5868505060101120303e6808e0502020603e4b988050203040294b605060101030603e588b005060101040303e8b4a705080901011b0303e980800508070101190603e8b4a705080801011a040e0b0a0a0708090a0a0a090a090a090a090a090a090a090a0808090a0b0b');
CREATE TABLE IF NOT EXISTS 'passage_words_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
INSERT INTO passage_words_idx VALUES(1,X'',2);
INSERT INTO passage_words_idx VALUES(2,X'',2);
INSERT INTO passage_words_idx VALUES(3,X'',2);
INSERT INTO passage_words_idx VALUES(4,X'',2);
INSERT INTO passage_words_idx VALUES(5,X'',2);
CREATE TABLE IF NOT EXISTS 'passage_words_docsize'(id INTEGER PRIMARY KEY, sz BLOB);
INSERT INTO passage_words_docsize VALUES(1,X'0606');
INSERT INTO passage_words_docsize VALUES(2,X'0706');
INSERT INTO passage_words_docsize VALUES(3,X'0605');
INSERT INTO passage_words_docsize VALUES(4,X'0603');
INSERT INTO passage_words_docsize VALUES(5,X'081a');
CREATE TABLE IF NOT EXISTS 'passage_words_config'(k PRIMARY KEY, v) WITHOUT ROWID;
INSERT INTO passage_words_config VALUES('version',4);
INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql)VALUES('table','passage_vocab','passage_vocab',0,'CREATE VIRTUAL TABLE passage_vocab USING fts5vocab (passage_words, ''row'')');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('conversation',11);
INSERT INTO sqlite_sequence VALUES('block',3);
INSERT INTO sqlite_sequence VALUES('knowledge_directory',1);
INSERT INTO sqlite_sequence VALUES('knowledge_file',2);
CREATE UNIQUE INDEX conversation_open ON conversation (face) WHERE state <> 'closed';
CREATE INDEX conversation_line ON conversation (queue, priority DESC, place) WHERE state = 'waiting';
CREATE INDEX conversation_offered ON conversation (queue, place) WHERE state = 'offered';
CREATE INDEX conversation_holder ON conversation (agent) WHERE state = 'active';
CREATE INDEX conversation_face ON conversation (face, id);
CREATE INDEX conversation_served ON conversation (queue, accepted_ms) WHERE accepted_ms IS NOT NULL;
CREATE TRIGGER tally_insert AFTER INSERT ON conversation BEGIN
    INSERT INTO tally VALUES (new.queue, new.state, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER tally_update AFTER UPDATE OF queue, state ON conversation
WHEN old.queue <> new.queue OR old.state <> new.state BEGIN
    UPDATE tally SET n = n - 1 WHERE queue = old.queue AND state = old.state;
    INSERT INTO tally VALUES (new.queue, new.state, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE UNIQUE INDEX offer_open ON offer (agent) WHERE state = 'open';
CREATE INDEX offer_of ON offer (conversation) WHERE state = 'open';
CREATE INDEX message_of ON message (conversation, id);
CREATE INDEX event_of ON event (conversation, id);
CREATE INDEX timer_due ON timer (due_ms);
CREATE INDEX menu_first ON menu (at_ms) WHERE n = 1;
CREATE VIEW talk AS
SELECT c.id, c.face, c.queue, c.state, c.agent, c.priority, c.place, c.round, c.pause_ms, c.only_agent, c.opened_ms,
       c.queued_ms, c.entered, c.accepted_ms, c.replied_ms, c.held_ms, c.customer_ms, c.agent_ms, c.agent_full, c.relayed,
       c.told_position, c.told_ms, c.closed_ms, c.reason, c.behind, c.gone_ms,
       f.queue AS desk, f.localpart, f.name AS face_name, f.customer, u.jid AS customer_jid, u.full_jid AS customer_full,
       u.lang, a.jid AS agent_jid, a.name AS agent_name
FROM conversation c JOIN face f ON f.id = c.face JOIN customer u ON u.id = f.customer LEFT JOIN agent a ON a.id = c.agent;
CREATE INDEX block_wild ON block (glob) WHERE plain = 0;
CREATE INDEX dropped_last ON dropped (last_ms);
CREATE UNIQUE INDEX knowledge_file_live ON knowledge_file (directory, name) WHERE state = 'live';
CREATE INDEX knowledge_file_dead ON knowledge_file (state) WHERE state <> 'live';
CREATE INDEX passage_of ON passage (file);
PRAGMA writable_schema=OFF;
COMMIT;
PRAGMA user_version=4;
