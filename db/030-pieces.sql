-- The thirtieth form: what a question is compared with.

-- How many passages of a directory have each piece of characters (knowledge/pieces.h): numbers of 32 bits, the lowest byte
-- first, one a bucket.
CREATE TABLE knowledge_pieces (
    directory INTEGER PRIMARY KEY REFERENCES knowledge_directory (id),
    frequent  BLOB NOT NULL
) STRICT;

-- A passage as its pieces are made from it. wordings: its question and the other wordings of it, one a line.
ALTER TABLE passage ADD COLUMN wordings TEXT NOT NULL DEFAULT '';
ALTER TABLE passage ADD COLUMN plain TEXT NOT NULL DEFAULT '';
-- Terms of all its passages, for their mean length. 0: the file was read by an older form, and will be read again.
ALTER TABLE knowledge_file ADD COLUMN terms INTEGER NOT NULL DEFAULT 0;
