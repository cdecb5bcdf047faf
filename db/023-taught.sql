-- The twenty-third form: what an agent was taught, and what a customer corrected or took back.

ALTER TABLE agent ADD COLUMN taught INTEGER NOT NULL DEFAULT 0       -- was told once how an offer is taken
    CHECK (taught IN (0, 1));

-- Histories leave out what a later message corrects or takes back.
CREATE INDEX message_replaces ON message (conversation, replaces) WHERE replaces <> '';
CREATE INDEX message_retracts ON message (conversation, retracts) WHERE retracts <> '';
