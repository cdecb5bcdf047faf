-- The eighth form: what a call to a language model has done already.

-- A tool that changes something was asked on its way: what the customer writes meanwhile does not begin it anew.
ALTER TABLE task ADD COLUMN posted INTEGER NOT NULL DEFAULT 0 CHECK (posted IN (0, 1));
-- The growing answer as the customer has it, where the archive does not have that yet.
ALTER TABLE task ADD COLUMN shown TEXT NOT NULL DEFAULT '';
