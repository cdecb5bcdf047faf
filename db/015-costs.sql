-- The fifteenth form: what anybody can make the desk look for has an index.

-- For `stats`: the latest conversations of a queue. The condition, which always holds, keeps other queries from taking it for
-- an index of queues and so reading the whole archive of one.
CREATE INDEX conversation_opened ON conversation (queue, opened_ms) WHERE opened_ms > 0;
-- For offers and !info: of thousands of messages the notes.
CREATE INDEX message_note ON message (conversation, id) WHERE kind = 'note';
