-- The fifteenth form: what anybody can make the desk look for has an index.

-- For `stats`: what happened in a queue lately, and what was passed on lately.
CREATE INDEX event_queue ON event (queue, at_ms);
CREATE INDEX event_transfer ON event (at_ms) WHERE reason = 'transfer';
-- For offers and !info: of thousands of messages the notes.
CREATE INDEX message_note ON message (conversation, id) WHERE kind = 'note';
