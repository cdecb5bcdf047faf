-- What the command line asks: `status` and `archive`. All of it reads; no statement here writes.

-- name: status_since
SELECT queue, min(queued_ms) FROM conversation WHERE state = 'waiting' GROUP BY queue
UNION ALL
SELECT queue, min(queued_ms) FROM conversation WHERE state = 'offered' GROUP BY queue

-- A page of the export: by id, which is the order of the commits. Pages instead of one long read, because an open read
-- would keep the daemon from emptying its write-ahead log while somebody looks at the output in a pager.
-- name: archive_page
SELECT {archive_message.columns} FROM {archive_message.tables}
WHERE m.id > ?1 AND m.at_ms >= ?2 AND m.at_ms < ?3 AND (?4 IS NULL OR c.queue = ?4)
ORDER BY m.id LIMIT ?5
-- The same for one conversation, through its index.
-- name: archive_page_of
SELECT {archive_message.columns} FROM {archive_message.tables}
WHERE m.conversation = ?6 AND m.id > ?1 AND m.at_ms >= ?2 AND m.at_ms < ?3 AND (?4 IS NULL OR c.queue = ?4)
ORDER BY m.id LIMIT ?5
-- name: archive_search
SELECT {archive_message.columns}
FROM message_words w JOIN message m ON m.id = w.rowid JOIN conversation c ON c.id = m.conversation
WHERE message_words MATCH ?1 ORDER BY w.rowid DESC LIMIT ?2
-- name: archive_conversation
SELECT {archive_conversation.columns} FROM {archive_conversation.tables} WHERE c.id = ?1
-- name: archive_messages
SELECT {archive_message.columns} FROM {archive_message.tables} WHERE m.conversation = ?1 ORDER BY m.id
-- name: archive_events
SELECT {archive_event.columns} FROM {archive_event.tables} WHERE e.conversation = ?1 ORDER BY e.id
