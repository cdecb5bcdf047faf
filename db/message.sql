-- Messages, and what refers to them. db/columns says what {conversation.columns} and its like are.

-- name: message_add
INSERT INTO message (conversation, at_ms, author, kind, jid, stanza_id, body, replaces)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
-- What its author wrote; the columns of its meaning are empty, as in nearly all messages.
-- name: message_add_words
INSERT INTO message (conversation, at_ms, author, kind, jid, stanza_id, origin_id, body, payload, said, said_ms, lang)
VALUES (?1, ?2, ?3, 'chat', ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
-- name: message_add_meaning
INSERT INTO message (conversation, at_ms, author, kind, jid, stanza_id, origin_id, body, payload, said, said_ms, lang, replaces,
                     retracts, reacts, replies, file_url, file_name, file_type, file_size)
VALUES (?1, ?2, ?3, 'chat', ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
-- Whether a customer's message with this id is in the archive, or kept with the menu.
-- name: message_came_before
SELECT 1 FROM (SELECT c.id FROM customer u CROSS JOIN face f ON f.customer = u.id CROSS JOIN conversation c ON c.face = f.id
    WHERE u.jid = ?1 ORDER BY c.id DESC LIMIT 100) c
CROSS JOIN message m ON m.conversation = c.id AND m.stanza_id = ?2 AND m.author = 'customer'
UNION ALL SELECT 1 FROM customer u CROSS JOIN menu k ON k.customer = u.id AND k.stanza_id = ?2 WHERE u.jid = ?1
LIMIT 1
-- A reaction goes without its body (mail_shown()).
-- name: message_unrelayed
SELECT id, coalesce(said_ms, at_ms), stanza_id, lang, iif(reacts = '', body, ''), payload, replaces, retracts, replies, file_url FROM message
WHERE conversation = ?1 AND id > ?2 AND NOT (id > ?4 AND id <= ?5) AND author = 'customer' ORDER BY id LIMIT ?3
-- The newest first.
-- name: message_pending
SELECT id, coalesce(said_ms, at_ms), length(CAST(body AS BLOB)) + length(CAST(payload AS BLOB)) FROM message
WHERE conversation = ?1 AND id > ?2 AND author = 'customer' ORDER BY id DESC LIMIT ?3
-- Whether there are any between two; how many, ?4 at most.
-- name: message_between
SELECT count(*) FROM (SELECT 1 FROM message WHERE conversation = ?1 AND id > ?2 AND id <= ?3 AND author = 'customer' LIMIT ?4)
-- name: message_first_ids
SELECT max(id) FROM message WHERE conversation = ?1 AND author = 'customer'
-- What a later message corrects or takes back is left out.
-- name: message_question
SELECT said, id FROM (SELECT m.id, coalesce(m.said, m.body) AS said FROM message m
    WHERE m.conversation = ?1 AND m.author = 'customer' AND m.id > ?2 AND coalesce(m.said, m.body) <> ''
    AND m.retracts = '' AND NOT EXISTS (SELECT 1 FROM message r WHERE r.conversation = m.conversation AND r.replaces <> ''
        AND r.replaces IN (m.stanza_id, m.origin_id, m.replaces) AND r.id > m.id AND r.author = m.author AND r.jid = m.jid)
    AND NOT EXISTS (SELECT 1 FROM message r WHERE r.conversation = m.conversation AND r.retracts <> ''
        AND r.retracts IN (m.stanza_id, m.origin_id, m.replaces) AND r.id > m.id AND r.author = m.author AND r.jid = m.jid)
    ORDER BY m.id DESC LIMIT ?3) ORDER BY id
-- name: message_last_words
SELECT m.id, coalesce(m.said, m.body), m.file_url, m.file_name FROM message m
    WHERE m.conversation = ?1 AND m.author = 'customer' AND coalesce(m.said, m.body) <> ''
    AND m.retracts = '' AND NOT EXISTS (SELECT 1 FROM message r WHERE r.conversation = m.conversation AND r.replaces <> ''
        AND r.replaces IN (m.stanza_id, m.origin_id, m.replaces) AND r.id > m.id AND r.author = m.author AND r.jid = m.jid)
    AND NOT EXISTS (SELECT 1 FROM message r WHERE r.conversation = m.conversation AND r.retracts <> ''
        AND r.retracts IN (m.stanza_id, m.origin_id, m.replaces) AND r.id > m.id AND r.author = m.author AND r.jid = m.jid)
    ORDER BY m.id DESC LIMIT 1
-- name: message_notes
SELECT substr(m.body, 1, ?2), m.jid, m.author FROM message m WHERE m.conversation = ?1 AND m.id <= ?3 AND m.kind = 'note' ORDER BY m.id DESC LIMIT 3
-- The note that the last holder left when the conversation went back to a line.
-- name: message_handover
SELECT m.id, substr(m.body, 1, ?3) FROM message m WHERE m.conversation = ?1 AND m.kind = 'note' AND m.author = 'agent' AND m.jid = ?2
AND m.at_ms = (SELECT at_ms FROM event WHERE conversation = ?1 AND from_state = 'active' ORDER BY id DESC LIMIT 1)
ORDER BY m.id DESC LIMIT 1
-- name: message_briefing
SELECT substr(body, 1, ?3) FROM message WHERE conversation = ?1 AND id > ?2 AND author = 'bot' AND kind = 'note' ORDER BY id DESC LIMIT 1
-- The newest first, and read one after the other until there are enough: a face may have fifty megabytes of them. Those of
-- the desk itself are passed over, so how many are looked at is bounded too. ?5 and ?6 as ?2 and ?3 in face_known: of what
-- left the agent's queues, what was said until then; so a correction that came later changes nothing. ?7: only what is after it.
-- name: message_history
SELECT s.at_ms, s.author, s.kind, s.jid, substr(b.body, 1, ?4), iif(b.body = b.file_url, b.file_name, ''), s.id,
    iif(b.body = b.file_url, b.file_url, '') FROM (
    SELECT m.id, m.at_ms, m.author, m.kind, m.jid,
        iif(?5 IS NULL OR c.id = ?6 OR instr(?5, char(10) || c.queue || char(10)) > 0, 9223372036854775807,
            (SELECT max(upto) FROM departure WHERE conversation = c.id AND instr(?5, char(10) || queue || char(10)) > 0)) AS upto
    FROM conversation c CROSS JOIN message m ON m.conversation = c.id
        AND m.id > ?7 AND m.id <= iif(?5 IS NULL OR c.id = ?6 OR instr(?5, char(10) || c.queue || char(10)) > 0, 9223372036854775807,
            (SELECT max(upto) FROM departure WHERE conversation = c.id AND instr(?5, char(10) || queue || char(10)) > 0))
    WHERE c.face = ?1 ORDER BY c.id DESC, m.id DESC LIMIT ?3) AS s CROSS JOIN message b ON b.id = s.id
WHERE s.author <> 'system' AND (s.id <= ?2 OR (s.author <> 'customer' AND NOT (s.author = 'bot' AND s.kind = 'note')))
      AND b.body <> ''
      AND b.retracts = '' AND NOT EXISTS (SELECT 1 FROM message r WHERE r.conversation = b.conversation AND r.replaces <> ''
          AND r.replaces IN (b.stanza_id, b.origin_id, b.replaces) AND r.id > b.id AND r.author = b.author AND r.jid = b.jid
            AND r.id <= s.upto)
      AND NOT EXISTS (SELECT 1 FROM message r WHERE r.conversation = b.conversation AND r.retracts <> ''
          AND r.retracts IN (b.stanza_id, b.origin_id, b.replaces) AND r.id > b.id AND r.author = b.author AND r.jid = b.jid
            AND r.id <= s.upto)
-- name: message_by_id
SELECT conversation, jid, stanza_id, iif(reacts = '', body, ''), payload, at_ms, replaces FROM message WHERE id = ?1
-- name: answered_newest
SELECT max(id) FROM message WHERE conversation = ?1 AND author = 'customer' AND coalesce(said, body) <> '' AND retracts = ''
-- The last message of the customer up to number ?2, if the newest line of the conversation is a later one of the customer.
-- name: answered_older
SELECT iif(m.replaces = '', m.stanza_id, m.replaces), coalesce(m.said, m.body) FROM message m
WHERE m.conversation = ?1 AND m.id <= ?2 AND m.author = 'customer' AND coalesce(m.said, m.body) <> '' AND m.retracts = ''
AND EXISTS (SELECT 1 FROM message n WHERE n.id > ?2 AND n.author = 'customer' AND n.replaces = '' AND n.retracts = ''
            AND coalesce(n.said, n.body) <> '' AND n.id = (SELECT max(k.id) FROM message k WHERE k.conversation = ?1
            AND k.kind = 'chat' AND k.reacts = '' AND k.body <> ''))
ORDER BY m.id DESC LIMIT 1
-- The last line that a side has from the other. A reaction is none, and a correction is part of an older one.
-- name: message_last_to_customer
SELECT stanza_id FROM message WHERE conversation = ?1 AND id < ?2 AND author <> 'customer' AND kind = 'chat' AND body <> ''
AND replaces = '' AND retracts = '' AND reacts = '' ORDER BY id DESC LIMIT 1
-- name: message_last_of_customer
SELECT stanza_id FROM message WHERE conversation = ?1 AND id < ?2 AND author = 'customer' AND body <> ''
AND replaces = '' AND retracts = '' AND reacts = '' ORDER BY id DESC LIMIT 1
-- name: message_names
SELECT stanza_id, replaces FROM message WHERE id = ?1
-- name: message_by_customer
SELECT id FROM message WHERE conversation = ?1 AND stanza_id = ?2 AND author = 'customer' ORDER BY id DESC LIMIT 1
-- name: message_to_customer
SELECT id, tries, author, jid FROM message
WHERE conversation = ?1 AND stanza_id = ?2 AND (author = 'agent' OR author = 'bot' OR author = 'system') AND kind = 'chat' LIMIT 1
-- name: message_origin
SELECT origin_id FROM message WHERE conversation = ?1 AND stanza_id = ?2 AND author = ?3 ORDER BY id DESC LIMIT 1
-- name: message_bounced
UPDATE message SET bounced = ?2 WHERE id = ?1 AND bounced <> ?2
-- By the id of the stanza or its author's own (XEP-0359), in the last 100 conversations of a face; the newest.
-- name: message_of_agent
SELECT max(n) FROM (SELECT max(
    coalesce((SELECT m.id FROM message AS m WHERE m.conversation = c.id AND m.stanza_id = ?2 AND m.author = 'agent'
              AND m.kind = 'chat' AND m.jid = ?3 ORDER BY m.id DESC LIMIT 1), 0),
    coalesce((SELECT m.id FROM message AS m WHERE m.conversation = c.id AND m.origin_id = ?2 AND m.origin_id <> ''
              AND m.author = 'agent' AND m.kind = 'chat' AND m.jid = ?3 ORDER BY m.id DESC LIMIT 1), 0)) AS n
    FROM conversation AS c WHERE c.face = ?1 ORDER BY c.id DESC LIMIT 100)
-- name: message_of_customer
SELECT max(n) FROM (SELECT max(
    coalesce((SELECT m.id FROM message AS m WHERE m.conversation = c.id AND m.stanza_id = ?2 AND m.author = 'customer'
              ORDER BY m.id DESC LIMIT 1), 0),
    coalesce((SELECT m.id FROM message AS m WHERE m.conversation = c.id AND m.origin_id = ?2 AND m.origin_id <> ''
              AND m.author = 'customer' ORDER BY m.id DESC LIMIT 1), 0)) AS n
    FROM conversation AS c WHERE c.face = ?1 ORDER BY c.id DESC LIMIT 100)
-- What the customer wrote, or was sent by whomever.
-- name: message_of_face
SELECT max(n) FROM (SELECT max(
    coalesce((SELECT m.id FROM message AS m WHERE m.conversation = c.id AND m.stanza_id = ?2 AND m.author = 'customer'
              ORDER BY m.id DESC LIMIT 1), 0),
    coalesce((SELECT m.id FROM message AS m WHERE m.conversation = c.id AND m.origin_id = ?2 AND m.origin_id <> ''
              AND m.author = 'customer' ORDER BY m.id DESC LIMIT 1), 0),
    coalesce((SELECT m.id FROM message AS m WHERE m.conversation = c.id AND m.stanza_id = ?2 AND m.author = 'agent'
              AND m.kind = 'chat' ORDER BY m.id DESC LIMIT 1), 0),
    coalesce((SELECT m.id FROM message AS m WHERE m.conversation = c.id AND m.stanza_id = ?2 AND m.author = 'bot'
              AND m.kind = 'chat' ORDER BY m.id DESC LIMIT 1), 0)) AS n
    FROM conversation AS c WHERE c.face = ?1 ORDER BY c.id DESC LIMIT 100)
-- Of the last 20 before that one.
-- name: message_of_agent_before
SELECT stanza_id FROM message WHERE id = (SELECT max(id) FROM
    (SELECT id, author, kind, jid, body, replaces, retracts, reacts FROM message WHERE conversation = ?1 AND id < ?2 ORDER BY id DESC LIMIT 20)
    WHERE author = 'agent' AND kind = 'chat' AND jid = ?3 AND body <> '' AND replaces = '' AND retracts = '' AND reacts = '')
-- name: message_of_bot
SELECT max(n) FROM (SELECT
    coalesce((SELECT m.id FROM message AS m WHERE m.conversation = c.id AND m.stanza_id = ?2 AND m.author = 'bot'
              AND m.kind = 'chat' ORDER BY m.id DESC LIMIT 1), 0) AS n
    FROM conversation AS c WHERE c.face = ?1 ORDER BY c.id DESC LIMIT 100)
-- name: message_tried
UPDATE message SET tries = tries + 1 WHERE id = ?1
-- name: message_last_id
SELECT coalesce(max(id), 0) FROM message

-- name: unsent_add
INSERT INTO unsent (agent, face, stanza_id, origin_id, chain, fate, after)
VALUES (?1, ?2, ?3, ?4, iif(?5 <> 0, ?5, (SELECT coalesce(max(id), 0) + 1 FROM unsent)), ?6, ?7)
-- name: unsent_find
SELECT {unsent.columns} FROM {unsent.tables}
WHERE agent = ?1 AND face = ?2 AND (stanza_id = ?3 OR (origin_id = ?3 AND origin_id <> ''))
ORDER BY id DESC LIMIT 1
-- name: unsent_done
UPDATE unsent SET fate = 'done' WHERE agent = ?1 AND chain = ?2
-- name: unsent_trim
DELETE FROM unsent WHERE agent = ?1 AND id <= (SELECT id FROM unsent WHERE agent = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)

-- name: lone_get
SELECT {lone.columns} FROM {lone.tables} WHERE l.face = ?1 AND l.agent = ?2
-- name: lone_put
INSERT OR REPLACE INTO lone (face, agent, conversation, word, stanza_id, origin_id, lang, body, payload, device, receipt, said_ms)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
-- name: lone_drop
DELETE FROM lone WHERE face = ?1 AND agent = ?2
-- name: lone_of_face
SELECT l.agent, l.conversation FROM lone AS l WHERE l.face = ?1 LIMIT ?2
-- name: lone_of_agent
SELECT l.face, l.conversation FROM lone AS l WHERE l.agent = ?1 AND l.word = ?2 LIMIT ?3
-- name: lone_was_asked
SELECT 1 FROM lone_asked WHERE agent = ?1 AND word = ?2
-- name: lone_ask
INSERT OR IGNORE INTO lone_asked (agent, word) VALUES (?1, ?2)

-- name: reacted_any
SELECT 1 FROM reacted WHERE agent = ?1 AND face = ?2 AND target = ?3 AND word = ?4
-- name: reacted_add
INSERT OR IGNORE INTO reacted (agent, face, target, word) VALUES (?1, ?2, ?3, ?4)
-- name: reacted_drop
DELETE FROM reacted WHERE agent = ?1 AND face = ?2 AND target = ?3 AND word = ?4
-- name: reacted_trim
DELETE FROM reacted WHERE agent = ?1 AND id <= (SELECT id FROM reacted WHERE agent = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)
-- name: reaction_relayed
SELECT 1 FROM conversation AS c JOIN message AS m ON m.conversation = c.id
WHERE c.face = ?1 AND m.author = 'agent' AND m.jid = ?2 AND m.reacts = ?3 AND m.reacts <> '' LIMIT 1
-- name: rating_set
INSERT INTO rating (message, good, at_ms) VALUES (?1, ?2, ?3) ON CONFLICT (message) DO UPDATE SET good = ?2, at_ms = ?3
-- name: rating_drop
DELETE FROM rating WHERE message = ?1
