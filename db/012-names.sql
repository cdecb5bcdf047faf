-- The twelfth form: whose words are these?

-- Of the last sending of a message an error was taken up already: that of the agent with this number, or -1, the
-- customer's. 0: none.
ALTER TABLE message ADD COLUMN bounced INTEGER NOT NULL DEFAULT 0;
