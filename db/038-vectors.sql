-- The thirty-eighth form: vectors of the texts, made by a model for embeddings.

-- Vectors of one directory by one model. Those of another model are another set, and never compared with these.
CREATE TABLE vector_set (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    directory INTEGER NOT NULL REFERENCES knowledge_directory (id),
    model     TEXT NOT NULL CHECK (model <> ''),
    dimension INTEGER NOT NULL DEFAULT 0 CHECK (dimension BETWEEN 0 AND 4096), -- 0: nothing has been made yet
    loose     INTEGER NOT NULL DEFAULT 0 CHECK (loose >= 0), -- passages are gone: from which block on their vectors are looked for; 0: nothing to do
    UNIQUE (directory, model)
) STRICT;

-- 256 places for vectors: a scan reads few large rows. norms: of each vector the sum of its squares, 32 bits, the lowest byte
-- first. vectors: one after the other, a signed byte for each dimension.
CREATE TABLE vector_block (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    of_set  INTEGER NOT NULL REFERENCES vector_set (id),
    used    INTEGER NOT NULL CHECK (used BETWEEN 0 AND 256),
    norms   BLOB NOT NULL,
    vectors BLOB NOT NULL
) STRICT;
CREATE INDEX vector_block_of ON vector_block (of_set);

-- A vector by the hash of its text: a file that changes keeps the vectors of the passages that did not.
CREATE TABLE vector (
    id     INTEGER PRIMARY KEY,                                -- the block's id times 256, and its place in the block
    of_set INTEGER NOT NULL REFERENCES vector_set (id),
    text   TEXT NOT NULL,
    UNIQUE (of_set, text)
) STRICT;

-- The vectors of a passage: one of all of it, and one of each further wording of its question.
CREATE TABLE vector_of (
    passage INTEGER NOT NULL REFERENCES passage (id),
    vector  INTEGER NOT NULL REFERENCES vector (id),
    PRIMARY KEY (passage, vector)
) STRICT, WITHOUT ROWID;
CREATE INDEX vector_of_vector ON vector_of (vector);

-- How far the passages of a file have their vectors.
CREATE TABLE vector_file (
    of_set   INTEGER NOT NULL REFERENCES vector_set (id),
    file     INTEGER NOT NULL REFERENCES knowledge_file (id),
    upto     INTEGER NOT NULL,                                 -- the last passage (id) that has them
    passages INTEGER NOT NULL,                                 -- how many have them
    PRIMARY KEY (of_set, file)
) STRICT, WITHOUT ROWID;
CREATE INDEX vector_file_file ON vector_file (file);

-- A question whose vector is asked for, or is being compared with those of the texts.
CREATE TABLE search (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,            -- names the request to the shell: never again
    conversation INTEGER NOT NULL UNIQUE REFERENCES conversation (id),
    question     TEXT NOT NULL,
    after        INTEGER NOT NULL,                             -- the messages of the question are after this one (id)
    corrected    INTEGER NOT NULL CHECK (corrected IN (0, 1)), -- it only corrects what was answered already
    due_ms       INTEGER NOT NULL,                             -- the customer is answered without it then
    state        BLOB                                          -- of the comparison; NULL: the vector has not come yet
) STRICT;
