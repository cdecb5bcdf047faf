-- Calls of tools that wait for a yes (bot/consent.h).

-- name: consent_put
INSERT OR REPLACE INTO consent (conversation, asked_ms, shown, text, responder, question, title, source, after, request, call, rounds)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
-- name: consent_get
SELECT {consent.columns} FROM {consent.tables} WHERE conversation = ?1
-- name: consent_close
UPDATE consent SET open = 0 WHERE conversation = ?1
-- name: consent_drop
DELETE FROM consent WHERE conversation = ?1
