-- The second form: the archive can be searched.

-- Full text over the archive. Filled when the desk is idle and before a search, never in a relaying turn: `indexed` is
-- how far it has come.
CREATE VIRTUAL TABLE message_words USING fts5 (body, content = '', tokenize = 'frontdesk');
CREATE TABLE indexed (
    only    INTEGER PRIMARY KEY CHECK (only = 1),
    message INTEGER NOT NULL
) STRICT;
INSERT INTO indexed VALUES (1, 0);
