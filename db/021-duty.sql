-- The twenty-first form: how the desk came to see an agent's presence, and offers that an agent left unanswered.

ALTER TABLE agent ADD COLUMN house TEXT NOT NULL DEFAULT '';         -- local part of the address that sees the presence; '': the domain
ALTER TABLE agent ADD COLUMN requested INTEGER NOT NULL DEFAULT 0    -- a request to see it is not answered yet
    CHECK (requested IN (0, 1));
ALTER TABLE agent ADD COLUMN refused INTEGER NOT NULL DEFAULT 0      -- the agent was told what a refusal means
    CHECK (refused IN (0, 1));
ALTER TABLE agent ADD COLUMN unseen_ms INTEGER NOT NULL DEFAULT 0;   -- when the agent was told last that no presence is seen
ALTER TABLE agent ADD COLUMN ready_show TEXT NOT NULL DEFAULT '';    -- the presence at the last !ready
ALTER TABLE agent ADD COLUMN missed INTEGER NOT NULL DEFAULT 0       -- offers that ran out, one after the other
    CHECK (missed >= 0);
