-- The twelfth form: whose words are these?

-- Of the last sending of a message an error was taken up already: that of the agent with this number, or -1, the
-- customer's. 0: none.
ALTER TABLE message ADD COLUMN bounced INTEGER NOT NULL DEFAULT 0;

-- What the names of customers look like to an agent (latin.h), each in its parts, so that one who is called like an agent
-- that comes later is found. look: 0: nobody has looked yet, 1: somebody has, 2: the name is marked with " (customer)".
ALTER TABLE face ADD COLUMN look INTEGER NOT NULL DEFAULT 0 CHECK (look = 0 OR look = 1 OR look = 2);
CREATE TABLE face_look (
    look TEXT NOT NULL,
    face INTEGER NOT NULL REFERENCES face (id),
    PRIMARY KEY (look, face)
) STRICT, WITHOUT ROWID;
