-- The tenth form: translations come in the order of what they translate.

-- Done, and waiting for the translation of something that the same side said before.
CREATE TABLE translation (
    task         INTEGER PRIMARY KEY,                          -- its number: the order in which it was asked for
    conversation INTEGER NOT NULL REFERENCES conversation (id),
    author       TEXT NOT NULL CHECK (author = 'customer' OR author = 'agent'),
    text         TEXT NOT NULL
) STRICT;
CREATE INDEX translation_of ON translation (conversation);
