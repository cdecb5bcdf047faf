-- The eleventh form: whose words a message holds, and finding a message by its id.

-- Strangers choose ids, and can write the same one ten thousand times: each search is for one author, and so reads one row.
CREATE INDEX message_stanza ON message (conversation, stanza_id, author);
CREATE INDEX message_origin ON message (conversation, origin_id, author) WHERE origin_id <> '';

-- What its author said, where that is not the whole body: without the quote of a reply; '' for the fallback text of a
-- retraction or for a link that stands for a file. NULL: the body.
ALTER TABLE message ADD COLUMN said TEXT;
ALTER TABLE menu ADD COLUMN said TEXT;
-- When it was written, where the author's server delivered it late (XEP-0203). NULL: at_ms.
ALTER TABLE message ADD COLUMN said_ms INTEGER;
ALTER TABLE menu ADD COLUMN said_ms INTEGER;

-- What an agent wrote in a customer's chat that went to nobody: commands, notes, and what was refused. What refers to one of
-- them (a correction, a reply, …) goes to nobody either. The latest 200 of each agent.
CREATE TABLE unsent (
    id        INTEGER PRIMARY KEY,
    agent     INTEGER NOT NULL REFERENCES agent (id),
    face      INTEGER NOT NULL REFERENCES face (id),
    stanza_id TEXT NOT NULL,
    origin_id TEXT NOT NULL,
    chain     INTEGER NOT NULL,                                -- the first of those that correct one another
    fate      TEXT NOT NULL CHECK (fate = 'done' OR fate = 'failed' OR fate = 'refused'),
    after     INTEGER NOT NULL                                 -- the newest message (id) of the archive then
) STRICT;
CREATE INDEX unsent_chain ON unsent (agent, chain);
CREATE INDEX unsent_of ON unsent (agent, id);
