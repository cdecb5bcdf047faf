-- The fourth form: what the responders know.

-- A directory of texts, as the configuration names it.
CREATE TABLE knowledge_directory (
    id   INTEGER PRIMARY KEY AUTOINCREMENT,                    -- stands before each term of its texts, so never again
    path TEXT NOT NULL UNIQUE CHECK (path <> '')
) STRICT;

-- A file of it, as it was when it was read. A new form of a file is loaded beside the old one, in several transactions
-- if it is large, and takes its place in the last of them: who asks meanwhile finds the old one whole.
CREATE TABLE knowledge_file (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    directory INTEGER NOT NULL REFERENCES knowledge_directory (id),
    name      TEXT NOT NULL CHECK (name <> ''),                -- its path below the directory
    state     TEXT NOT NULL CHECK (state = 'loading' OR state = 'live' OR state = 'dropped'),
    stamp     TEXT NOT NULL,                                   -- size and time of change: is it worth reading?
    hash      TEXT NOT NULL,                                   -- of its bytes: has it changed?
    passages  INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX knowledge_file_live ON knowledge_file (directory, name) WHERE state = 'live';
CREATE INDEX knowledge_file_dead ON knowledge_file (state) WHERE state <> 'live';

-- What is given as an answer: the text below a heading, or the answer to a question.
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
CREATE INDEX passage_of ON passage (file);

-- Words of one meaning: the lines of synonyms.txt.
CREATE TABLE synonym (
    file   INTEGER NOT NULL REFERENCES knowledge_file (id),
    line   INTEGER NOT NULL,
    phrase INTEGER NOT NULL,
    terms  TEXT NOT NULL,                                      -- "money back"
    PRIMARY KEY (file, line, phrase)
) STRICT, WITHOUT ROWID;

-- The terms are made by us (ICU's words, stems, pairs of Chinese characters): FTS5 only has to part them at the blanks.
CREATE VIRTUAL TABLE passage_words USING fts5 (title, body, content = '', tokenize = 'ascii tokenchars _');
-- How many passages have a term, and which terms there are: rarity and spelling.
CREATE VIRTUAL TABLE passage_vocab USING fts5vocab (passage_words, 'row');
