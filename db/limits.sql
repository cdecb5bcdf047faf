-- What bounds strangers: the menu, blocks, shares, pruning, what was dropped. db/columns says what {conversation.columns} and its like are.

-- name: menu_add
INSERT INTO menu (customer, n, at_ms, stanza_id, origin_id, body, payload, domain, said, said_ms, lang, replaces, retracts, reacts,
                  replies, file_url, file_name, file_type, file_size)
VALUES (?1, (SELECT coalesce(max(n), 0) + 1 FROM menu WHERE customer = ?1), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,
        ?14, ?15, ?16, ?17, ?18)
-- name: menu_count
SELECT count(*) FROM menu WHERE customer = ?1
-- name: menu_newcomers
SELECT count(*) FROM menu WHERE n = 1 AND at_ms > ?1 AND at_ms <= ?2
-- name: menu_of_domain
SELECT count(*) FROM menu WHERE domain = ?1 AND n = 1 AND at_ms > ?2 AND at_ms <= ?3
-- name: menu_since
SELECT max(at_ms) FROM menu WHERE customer = ?1
-- name: menu_archive
INSERT INTO message (conversation, at_ms, author, kind, jid, stanza_id, origin_id, body, payload, said, said_ms, lang, replaces,
                     retracts, reacts, replies, file_url, file_name, file_type, file_size)
SELECT ?1, at_ms, 'customer', 'chat', ?2, stanza_id, origin_id, body, payload, said, said_ms, lang, replaces, retracts, reacts,
       replies, file_url, file_name, file_type, file_size FROM menu WHERE customer = ?3 ORDER BY n
-- name: menu_clear
DELETE FROM menu WHERE customer = ?1
-- name: menu_choice
SELECT f.queue FROM conversation c JOIN face f ON f.id = c.face WHERE f.customer = ?1 AND c.state <> 'closed' AND c.via_house = 1 ORDER BY c.customer_ms DESC, c.id DESC LIMIT 1

-- name: block_count
SELECT count(*) FROM block
-- name: block_plain
SELECT pattern FROM block WHERE pattern = ?1 OR pattern = ?2 LIMIT 1
-- name: block_wild
SELECT pattern FROM block WHERE plain = 0
-- name: block_add
INSERT INTO block (pattern, glob, plain, shown, reason, agent, since_ms, until_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT (pattern) DO UPDATE SET glob = iif(excluded.plain < plain, excluded.glob, glob),
       plain = min(plain, excluded.plain), shown = excluded.shown, reason = excluded.reason, agent = excluded.agent,
       since_ms = excluded.since_ms, until_ms = excluded.until_ms
-- name: block_find
SELECT id FROM block WHERE pattern = ?1
-- name: block_drop
DELETE FROM block WHERE id = ?1
-- name: block_list
SELECT b.id, b.shown, b.reason, b.until_ms, a.name FROM block b JOIN agent a ON a.id = b.agent ORDER BY b.id DESC LIMIT ?1
-- name: block_conversations
SELECT c.id, c.face, u.jid FROM conversation c CROSS JOIN face f ON f.id = c.face CROSS JOIN customer u ON u.id = f.customer
WHERE c.state <> 'closed' AND c.face > ?1 ORDER BY c.face LIMIT ?2
-- name: block_conversations_of
SELECT c.id, c.face, u.jid FROM customer u CROSS JOIN face f ON f.customer = u.id CROSS JOIN conversation c ON c.face = f.id
WHERE u.jid = ?1 AND c.state <> 'closed' LIMIT ?2

-- name: share_get
SELECT n FROM share WHERE queue = ?1 AND state = ?2 AND domain = ?3
-- name: want_put
INSERT INTO want (what, domain, at_ms) VALUES (?1, ?2, ?3)
ON CONFLICT (what, domain) DO UPDATE SET at_ms = excluded.at_ms WHERE abs(excluded.at_ms - at_ms) > ?4
-- name: want_trim
DELETE FROM want WHERE what = ?1 AND domain NOT IN (SELECT domain FROM want WHERE what = ?1 ORDER BY at_ms DESC, domain LIMIT ?2)
-- name: want_other
SELECT 1 FROM want WHERE what = ?1 AND domain <> ?2 AND at_ms > ?3 AND at_ms <= ?4 LIMIT 1

-- name: used_add
INSERT INTO used (what, who, hour, n) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (what, who, hour) DO UPDATE SET n = n + excluded.n
-- name: used_sum
SELECT sum(n) FROM used WHERE what = ?1 AND who = ?2 AND hour > ?3 AND hour <= ?4
-- name: used_drop
DELETE FROM used WHERE (what, who, hour) IN (SELECT what, who, hour FROM used WHERE hour <= ?1 OR hour > ?2 LIMIT ?3)

-- name: prune_customer_at
UPDATE customer SET prune_ms = ?2 WHERE id = ?1 AND prune_ms IS NULL
-- name: prune_customer_move
UPDATE customer SET prune_ms = ?2 WHERE id = ?1
-- name: prune_customer_known
UPDATE customer SET prune_ms = NULL WHERE id = ?1
-- name: prune_customers
SELECT u.id, max(u.since_ms, u.told_encrypted_ms, coalesce((SELECT max(at_ms) FROM menu WHERE customer = u.id), 0)),
       EXISTS (SELECT 1 FROM face WHERE customer = u.id)
FROM customer u WHERE u.prune_ms <= ?1 ORDER BY u.prune_ms LIMIT ?2
-- name: prune_any
SELECT 1 FROM customer WHERE prune_ms > 0 UNION ALL SELECT 1 FROM used WHERE hour > 0 LIMIT 1
-- name: customer_drop
DELETE FROM customer WHERE id = ?1

-- name: dropped_more
UPDATE dropped SET n = n + 1, last_ms = ?3 WHERE who = ?1 AND why = ?2
-- name: dropped_add
INSERT INTO dropped (who, why, first_ms, last_ms) VALUES (?1, ?2, ?3, ?3)
-- name: dropped_trim
DELETE FROM dropped WHERE id IN (SELECT id FROM dropped ORDER BY (n > 1) DESC, last_ms DESC, id DESC LIMIT -1 OFFSET ?1)
-- name: dropped_of_domain
SELECT count(*) FROM (SELECT 1 FROM dropped WHERE domain = ?1 LIMIT ?2)
-- name: dropped_list
SELECT d.who, d.why, d.n, d.last_ms, coalesce((SELECT f.localpart FROM customer c JOIN face f ON f.customer = c.id
       WHERE c.jid = d.who LIMIT 1), '')
FROM dropped d ORDER BY d.last_ms DESC, d.id DESC LIMIT ?1
