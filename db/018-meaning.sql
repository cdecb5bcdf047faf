-- The eighteenth form: what a message means stands in columns, whatever channel brought it. `payload` is what its author's
-- client sent beside the body: only the channel reads it.

ALTER TABLE message ADD COLUMN lang TEXT NOT NULL DEFAULT '';      -- of the body, as its author's client said it
ALTER TABLE message ADD COLUMN replaces TEXT NOT NULL DEFAULT '';  -- stanza_id of the message that it corrects
ALTER TABLE message ADD COLUMN retracts TEXT NOT NULL DEFAULT '';  -- … that it takes back
ALTER TABLE message ADD COLUMN reacts TEXT NOT NULL DEFAULT '';    -- … that it reacts to
ALTER TABLE message ADD COLUMN replies TEXT NOT NULL DEFAULT '';   -- … that it answers
ALTER TABLE message ADD COLUMN file_url TEXT;                      -- of a file that came with it, '' when it was not told; NULL: no file
ALTER TABLE message ADD COLUMN file_name TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN file_type TEXT NOT NULL DEFAULT ''; -- a media type: "image/png"
ALTER TABLE message ADD COLUMN file_size INTEGER;                  -- in bytes, as its author's client said it; NULL: not told

ALTER TABLE menu ADD COLUMN lang TEXT NOT NULL DEFAULT '';
ALTER TABLE menu ADD COLUMN replaces TEXT NOT NULL DEFAULT '';
ALTER TABLE menu ADD COLUMN retracts TEXT NOT NULL DEFAULT '';
ALTER TABLE menu ADD COLUMN reacts TEXT NOT NULL DEFAULT '';
ALTER TABLE menu ADD COLUMN replies TEXT NOT NULL DEFAULT '';
ALTER TABLE menu ADD COLUMN file_url TEXT;
ALTER TABLE menu ADD COLUMN file_name TEXT NOT NULL DEFAULT '';
ALTER TABLE menu ADD COLUMN file_type TEXT NOT NULL DEFAULT '';
ALTER TABLE menu ADD COLUMN file_size INTEGER;

-- What older programs kept as XML only, once: a responder may still have to read it. Each element is as xml.c wrote it: its
-- values stand in double quotes, or in single ones where it was the responder's own.
UPDATE message SET replaces = (
    SELECT substr(v.text, 1, instr(v.text, v.quote) - 1) FROM (
        SELECT substr(e.text, i.at + 5) AS text, substr(e.text, i.at + 4, 1) AS quote FROM (
            SELECT substr(payload, instr(payload, '<replace ')) AS text) AS e, (
            SELECT instr(substr(payload, instr(payload, '<replace ')), ' id=') AS at) AS i WHERE i.at > 0) AS v)
WHERE payload LIKE '%<replace %' AND payload LIKE '%urn:xmpp:message-correct:0%'
  AND instr(substr(payload, instr(payload, '<replace ')), ' id=') > 0
  AND instr(substr(payload, instr(payload, '<replace ')), ' id=') < instr(substr(payload, instr(payload, '<replace ')), '>');
UPDATE message SET file_url = '' WHERE payload LIKE '%jabber:x:oob%' OR payload LIKE '%urn:xmpp:sfs:0%';
UPDATE message SET payload = '' WHERE author = 'bot' AND replaces <> '';
