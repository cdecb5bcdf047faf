-- What is known of the services that answer.

-- A service whose first answer has come: how it marks its reasoning is known, so what it writes may be shown before its end.
CREATE TABLE service (
    name TEXT PRIMARY KEY,                                     -- url, model and extra of the configuration
    held INTEGER NOT NULL CHECK (held IN (0, 1))               -- its reasoning began without a mark: held until the mark of the end
) STRICT, WITHOUT ROWID;

-- The agent was told that the customer's tokens are used up; until another one has the conversation, or it is closed.
CREATE TABLE spent_told (
    conversation INTEGER PRIMARY KEY REFERENCES conversation (id),
    agent        INTEGER NOT NULL REFERENCES agent (id)
) STRICT;
