-- The twenty-fifth form: agents see their customers' chats.

-- At a login the conversations that the agent holds were told up to this one; 0: all, or none yet.
ALTER TABLE agent ADD COLUMN contacts INTEGER NOT NULL DEFAULT 0;

-- A customer who is called otherwise from now on leaves the earlier looks (012-names.sql).
CREATE INDEX face_look_of ON face_look (face);
