-- The statements of OMEMO (src/omemo/).

-- name: omemo_identity
SELECT device, public, secret FROM omemo_identity WHERE id = 1
-- name: omemo_identity_add
INSERT INTO omemo_identity (id, device, public, secret, made_ms) VALUES (1, ?1, ?2, ?3, ?4)
-- name: omemo_signed
SELECT record FROM omemo_signed WHERE id = ?1
-- name: omemo_signed_last
SELECT record, id, made_ms FROM omemo_signed ORDER BY id DESC LIMIT 1
-- name: omemo_signed_drop
DELETE FROM omemo_signed WHERE id < ?1 AND made_ms < ?2
-- name: omemo_signed_add
INSERT INTO omemo_signed (id, record, made_ms) VALUES (?1, ?2, ?3)

-- name: omemo_asker
SELECT id FROM omemo_asker WHERE jid = ?1
-- name: omemo_askers
SELECT count(*) FROM (SELECT 1 FROM omemo_asker LIMIT ?1)
-- name: omemo_asker_add
INSERT INTO omemo_asker (jid, asked_ms) VALUES (?1, ?2)
-- name: omemo_asker_asked
UPDATE omemo_asker SET asked_ms = ?2 WHERE id = ?1
-- name: omemo_asker_drop
DELETE FROM omemo_asker WHERE id IN (SELECT id FROM omemo_asker WHERE asked_ms < ?1 ORDER BY asked_ms LIMIT ?2) AND jid <> ''
-- name: omemo_asker_drop_most
WITH one AS (SELECT id, asked_ms, substr(jid, instr(jid, '@') + 1) AS domain FROM omemo_asker WHERE jid <> ''),
    crowd AS (SELECT domain, count(*) AS n, sum(count(*)) OVER () AS total FROM one GROUP BY domain ORDER BY n DESC LIMIT 1)
DELETE FROM omemo_asker WHERE id IN
    (SELECT o.id FROM one o, crowd c WHERE o.domain = c.domain AND c.n * ?2 > c.total ORDER BY o.asked_ms LIMIT ?1)
-- name: omemo_prekeys
SELECT id, record FROM omemo_prekey WHERE asker = ?1 LIMIT ?2
-- name: omemo_prekey_count
SELECT count(*) FROM omemo_prekey WHERE asker = ?1
-- name: omemo_prekey
SELECT record FROM omemo_prekey WHERE id = ?1
-- name: omemo_prekey_is
SELECT 1 FROM omemo_prekey WHERE id = ?1
-- name: omemo_prekey_add
INSERT INTO omemo_prekey (id, asker, record) VALUES (?1, ?2, ?3)
-- name: omemo_prekey_drop
DELETE FROM omemo_prekey WHERE id = ?1

-- name: omemo_session
SELECT record FROM omemo_session WHERE own = ?1 AND peer = ?2 AND device = ?3
-- name: omemo_session_devices
SELECT device FROM omemo_session WHERE own = ?1 AND peer = ?2 AND gone = 0 LIMIT ?3
-- name: omemo_session_count
SELECT count(*) FROM (SELECT 1 FROM omemo_session WHERE own = ?1 AND peer = ?2 LIMIT ?3)
-- name: omemo_session_of
SELECT DISTINCT device FROM omemo_session WHERE peer = ?1 LIMIT ?2
-- name: omemo_session_gone
UPDATE omemo_session SET gone = ?3 WHERE peer = ?1 AND device = ?2 AND (?3 = 0 OR heard_ms < ?4)
-- name: omemo_session_put
INSERT INTO omemo_session (own, peer, device, record, heard_ms) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (own, peer, device) DO UPDATE SET record = excluded.record, heard_ms = max(heard_ms, excluded.heard_ms),
    gone = iif(excluded.heard_ms > 0, 0, gone)
-- name: omemo_session_drop
DELETE FROM omemo_session WHERE own = ?1 AND peer = ?2 AND device = ?3
-- name: omemo_session_drop_more
DELETE FROM omemo_session WHERE id IN
    (SELECT id FROM omemo_session WHERE own = ?1 AND peer = ?2 ORDER BY heard_ms DESC, id DESC LIMIT ?3 OFFSET ?4)
-- name: omemo_session_drop_old
DELETE FROM omemo_session WHERE id IN (SELECT id FROM omemo_session WHERE heard_ms < ?1 ORDER BY heard_ms LIMIT ?2)

-- name: omemo_session_drop_most
WITH stranger AS (SELECT id, heard_ms, substr(peer, instr(peer, '@') + 1) AS domain FROM omemo_session AS s
        WHERE NOT EXISTS (SELECT 1 FROM agent WHERE jid = s.peer AND known = 1)),
    crowd AS (SELECT domain, count(*) AS n, sum(count(*)) OVER () AS total FROM stranger GROUP BY domain ORDER BY n DESC LIMIT 1)
DELETE FROM omemo_session WHERE id IN
    (SELECT s.id FROM stranger s, crowd c WHERE c.total > ?2 AND (s.domain = c.domain OR c.n * ?3 <= c.total)
     ORDER BY s.heard_ms LIMIT (SELECT max(0, min(?1, total - ?2)) FROM crowd))

-- name: omemo_repair
SELECT own, device, body, lang FROM omemo_repair WHERE query = ?1 AND peer = ?2
-- name: omemo_repair_last
SELECT own, peer, device, query FROM omemo_repair ORDER BY asked_ms DESC LIMIT ?1
-- name: omemo_repairs
SELECT count(*) FROM (SELECT 1 FROM omemo_repair LIMIT ?1)
-- name: omemo_repair_put
INSERT INTO omemo_repair (own, peer, device, query, body, lang, asked_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (own, peer) DO UPDATE SET device = excluded.device, query = excluded.query, body = excluded.body,
    lang = excluded.lang, asked_ms = excluded.asked_ms
-- name: omemo_repair_drop
DELETE FROM omemo_repair WHERE own = ?1 AND peer = ?2
-- name: omemo_repair_drop_old
DELETE FROM omemo_repair WHERE id IN (SELECT id FROM omemo_repair WHERE asked_ms < ?1 ORDER BY asked_ms LIMIT ?2)

-- name: omemo_client_ask
INSERT INTO omemo_client (agent, resource, knows) SELECT agent, resource, 'asked' FROM device WHERE agent = ?1 AND resource = ?2
ON CONFLICT DO NOTHING
-- name: omemo_client_knows
UPDATE omemo_client SET knows = ?3 WHERE agent = ?1 AND resource = ?2
-- name: omemo_client_unasked
DELETE FROM omemo_client WHERE knows = 'asked'
-- name: omemo_client_none
SELECT 1 FROM device d LEFT JOIN omemo_client c ON c.agent = d.agent AND c.resource = d.resource
WHERE d.agent = ?1 AND coalesce(c.knows, '') <> 'yes' LIMIT 1
-- name: omemo_client_some
SELECT 1 FROM omemo_client WHERE agent = ?1 AND knows = 'yes' LIMIT 1
-- name: omemo_theirs
SELECT device, bundle, asked_ms FROM omemo_theirs WHERE peer = ?1 LIMIT ?2
-- name: omemo_theirs_list
INSERT INTO omemo_theirs (peer, device, bundle, asked_ms) VALUES (?1, ?2, '', 0) ON CONFLICT DO NOTHING
-- name: omemo_theirs_asked
UPDATE omemo_theirs SET asked_ms = ?3 WHERE peer = ?1 AND device = ?2
-- name: omemo_theirs_bundle
UPDATE omemo_theirs SET bundle = ?3 WHERE peer = ?1 AND device = ?2
-- name: omemo_theirs_drop
DELETE FROM omemo_theirs WHERE peer = ?1 AND device = ?2
-- name: omemo_theirs_none
UPDATE omemo_theirs SET bundle = ?3 WHERE peer = ?1 AND device = ?2 AND bundle = ''
-- name: omemo_theirs_is
SELECT 1 FROM omemo_theirs WHERE peer = ?1 AND device = ?2
-- name: omemo_theirs_awaited
SELECT 1 FROM omemo_theirs WHERE peer = ?1 AND bundle = '' AND asked_ms BETWEEN ?2 AND ?3 LIMIT 1
-- name: omemo_theirs_unasked
UPDATE omemo_theirs SET asked_ms = 0 WHERE bundle = ''

-- name: omemo_person
SELECT own, list, plain, asked_ms FROM omemo_person WHERE peer = ?1
-- name: omemo_person_ask
INSERT INTO omemo_person (peer, own, list, plain, asked_ms) VALUES (?1, ?2, 'asked', ?3, ?4)
ON CONFLICT (peer) DO UPDATE SET own = excluded.own, list = 'asked', plain = excluded.plain, asked_ms = excluded.asked_ms
-- name: omemo_person_list
UPDATE omemo_person SET list = ?2 WHERE peer = ?1
-- name: omemo_person_unasked
UPDATE omemo_person SET list = 'closed', asked_ms = 0 WHERE list = 'asked'
-- name: omemo_person_full
SELECT 1 FROM omemo_person LIMIT 1 OFFSET ?1
-- name: omemo_person_drop
DELETE FROM omemo_person WHERE id IN
    (SELECT id FROM omemo_person AS p WHERE NOT EXISTS (SELECT 1 FROM agent WHERE jid = p.peer AND known = 1)
     ORDER BY asked_ms DESC LIMIT ?1 OFFSET ?2)

-- The next rows, for a key file that was set.
-- name: omemo_identity_set
UPDATE omemo_identity SET secret = ?1 WHERE id = 1
-- name: omemo_signed_some
SELECT id, record FROM omemo_signed WHERE id > ?1 ORDER BY id LIMIT ?2
-- name: omemo_signed_set
UPDATE omemo_signed SET record = ?2 WHERE id = ?1
-- name: omemo_prekey_some
SELECT id, record FROM omemo_prekey WHERE id > ?1 ORDER BY id LIMIT ?2
-- name: omemo_prekey_set
UPDATE omemo_prekey SET record = ?2 WHERE id = ?1
-- name: omemo_session_some
SELECT id, own, peer, device, record FROM omemo_session WHERE id > ?1 ORDER BY id LIMIT ?2
-- name: omemo_session_set
UPDATE omemo_session SET record = ?2 WHERE id = ?1

-- For a new identity. With an asker go its prekeys.
-- name: omemo_identity_forget
DELETE FROM omemo_identity
-- name: omemo_signed_forget
DELETE FROM omemo_signed
-- name: omemo_asker_forget
DELETE FROM omemo_asker
-- name: omemo_session_forget
DELETE FROM omemo_session
-- name: omemo_repair_forget
DELETE FROM omemo_repair

-- name: omemo_known
SELECT identity, waiting FROM omemo_known WHERE peer = ?1 AND device = ?2
-- name: omemo_known_of
SELECT device, identity, waiting, seen_ms FROM omemo_known WHERE peer = ?1 ORDER BY device LIMIT ?2
-- name: omemo_known_some
SELECT 1 FROM omemo_known WHERE peer = ?1 AND (identity <> '' OR waiting <> '') LIMIT 1
-- A trusted device may have left the list since, so it does not count that there is one.
-- name: omemo_known_waits
SELECT 1 FROM omemo_known AS k WHERE peer = ?1 AND (waiting <> '' OR (identity <> '' AND EXISTS (
    SELECT 1 FROM omemo_theirs AS t WHERE t.peer = k.peer AND t.device = k.device AND t.bundle = ''))) LIMIT 1
-- name: omemo_theirs_again
UPDATE omemo_theirs SET bundle = '', asked_ms = 0 WHERE peer = ?1 AND device = ?2
-- name: omemo_known_expect
INSERT INTO omemo_known (peer, device, identity, waiting, seen_ms) VALUES (?1, ?2, '', '', ?3) ON CONFLICT DO NOTHING
-- name: omemo_known_put
INSERT INTO omemo_known (peer, device, identity, waiting, seen_ms) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (peer, device) DO UPDATE SET identity = excluded.identity, waiting = excluded.waiting, seen_ms = excluded.seen_ms
-- name: omemo_known_drop_more
DELETE FROM omemo_known WHERE peer = ?1 AND device IN
    (SELECT device FROM omemo_known WHERE peer = ?1 ORDER BY identity = '', seen_ms DESC LIMIT -1 OFFSET ?2)
-- name: omemo_known_trust
UPDATE omemo_known SET identity = waiting, waiting = '' WHERE peer = ?1 AND device = ?2 AND waiting <> ''
-- name: omemo_session_drop_device
DELETE FROM omemo_session WHERE peer = ?1 AND device = ?2

-- name: message_of_customer_count
SELECT count(*) FROM (SELECT 1 FROM message WHERE conversation = ?1 AND author = 'customer' LIMIT ?2)
