-- The twenty-seventh form: what a draft answers.

ALTER TABLE draft ADD COLUMN upto INTEGER NOT NULL DEFAULT 0;          -- the customer's last message when it was asked for; 0: not known
