-- The thirteenth form: what the agents of a queue keep of a conversation that has left it, and agents who were removed.

-- Where a conversation stood before: the agents of that queue may read what was said up to this message, and nothing
-- after it. Message ids, not times: a clock may be set.
CREATE TABLE departure (
    conversation INTEGER NOT NULL REFERENCES conversation (id),
    queue        TEXT NOT NULL CHECK (queue <> ''),
    upto         INTEGER NOT NULL,                             -- the last message (id) of the conversation when it left; 0: none
    PRIMARY KEY (conversation, queue)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER conversation_departs AFTER UPDATE OF queue ON conversation WHEN old.queue <> new.queue BEGIN
    INSERT INTO departure VALUES (old.id, old.queue, (SELECT coalesce(max(id), 0) FROM message WHERE conversation = old.id))
    ON CONFLICT DO UPDATE SET upto = excluded.upto;
END;

-- What was passed on before there was this table: the event log has the moment.
INSERT INTO departure (conversation, queue, upto)
SELECT conversation, was, max((SELECT coalesce(max(id), 0) FROM message AS m WHERE m.conversation = e.conversation AND m.at_ms <= e.at_ms))
FROM (SELECT id, conversation, at_ms, queue, lag(queue) OVER (PARTITION BY conversation ORDER BY id) AS was FROM event) AS e
WHERE was <> queue GROUP BY conversation, was;

-- Whoever is removed from the configuration is told so once, at the latest when they write to the desk again.
ALTER TABLE agent ADD COLUMN told_removed INTEGER NOT NULL DEFAULT 0 CHECK (told_removed IN (0, 1));
