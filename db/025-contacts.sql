-- The twenty-fifth form: agents see their customers' chats.

-- At a login the conversations that the agent holds were told up to this one; 0: all, or none yet.
ALTER TABLE agent ADD COLUMN contacts INTEGER NOT NULL DEFAULT 0;
