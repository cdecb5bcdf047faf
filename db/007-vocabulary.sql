-- The seventh form: the vocabulary of the knowledge.

-- Which terms there are, and how many passages have each: rarity and spelling. FTS5 can tell both (fts5vocab), but
-- counts whenever it is asked, and with 100,000 passages an answer took a tenth of a second.
CREATE TABLE passage_term (
    term TEXT PRIMARY KEY,                                     -- "3_return"
    doc  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO passage_term (term, doc) SELECT term, doc FROM passage_vocab;
DROP TABLE passage_vocab;
CREATE INDEX passage_term_gone ON passage_term (doc) WHERE doc < 1;
