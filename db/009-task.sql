-- The ninth form: the id of what a customer has of a growing answer.

-- The correction that was sent with what is in shown: the archive has it under the same id.
ALTER TABLE task ADD COLUMN shown_id TEXT NOT NULL DEFAULT '';
