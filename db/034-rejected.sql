-- The thirty-fourth form: customers say what an answer was worth, and make small talk.

-- A question may also end with an answer or a list that the customer rejected.
CREATE TABLE question_34 (
    id           INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversation (id),
    at_ms        INTEGER NOT NULL,
    text         TEXT NOT NULL,
    outcome      TEXT NOT NULL CHECK (outcome = 'answer' OR outcome = 'ask' OR outcome = 'none' OR outcome = 'rejected'),
    title        TEXT NOT NULL,                                -- of the passage it was answered from; "" otherwise
    source       TEXT NOT NULL
) STRICT;
INSERT INTO question_34 (id, conversation, at_ms, text, outcome, title, source)
SELECT id, conversation, at_ms, text, outcome, title, source FROM question;
DROP TABLE question;
ALTER TABLE question_34 RENAME TO question;
CREATE INDEX question_of ON question (conversation, id);

-- The small talk that the responder made since its last answer: it has answered thanks, or asked whether there is more.
ALTER TABLE bot ADD COLUMN talk TEXT NOT NULL DEFAULT '' CHECK (talk = '' OR talk = 'thanks' OR talk = 'more');
