-- The twentieth form: in which language a customer is spoken to. What the client calls the language of its messages (`lang`)
-- is often a constant of the client, so the customer's words decide (desk/tongue.h).

-- The language of the words, by its first subtag: 'de'. '': the words do not tell it yet.
ALTER TABLE customer ADD COLUMN speaks TEXT NOT NULL DEFAULT '';
-- Another language, which the last message that tells a language was in. '': that message was in `speaks`.
ALTER TABLE customer ADD COLUMN speaks_next TEXT NOT NULL DEFAULT '' CHECK (speaks_next = '' OR speaks_next <> speaks);
