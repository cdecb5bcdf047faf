#!/bin/sh
# Older stores: the migrations that were released are as they were, and the desk of today goes on with a stored file of
# each form where that one's desk was killed. What else is in the files is looked at in t/unit/store.c.
# SPDX-License-Identifier: GPL-3.0-or-later
dir=${srcdir:-.}
. "${srcdir:-.}/t/tap.sh"

# A store has gone through them already: a change of one would be in new stores only. It is a new file instead.
point "migrations 001 to 010 are as they were released" "$(cd "$dir/db" && sha256sum -c 2>&1 <<'END' | grep -v ': OK$'
88fa4f9c65fc3f617dae0b6612610bf23e46dde5836e1280ff703eaaca5096cb  001-init.sql
2592dde6f1b90830073ea7b49456a377039e6df955bf2177e4a5012db9045b9e  002-search.sql
05a297885a0ab09a7d4f17b1815cd49881ae9e15837155b1b03d8a26a2ab4729  003-faults.sql
f07729eeaf0a176c0598a9c53138f85c3c1fcada90f632e32c51a87ee276064d  004-knowledge.sql
919c51182755bdb9f84844d208849e25181bb1453fd04f4e7653b9644879ee14  005-responder.sql
e0a794eb4f96f3b021d0286961453d194a6049075a3d18e4d5dcff86e09df826  006-model.sql
28f8dde6b4a50c111b4438e66b668bdffbd2191195ad1ed59c8db89f15592eef  007-vocabulary.sql
d5b54b27b891f76a3f479732248359ead8dd11b5ca185e9622b7971af43c431a  008-task.sql
46a6efda1c7cd3425833da3bbf2bbf7116ab6cfc9e645bd5b72d5713f97ae5c4  009-task.sql
661173a3505c301d8f29ed421ceb7ab7fbce42e104188a5733f2c0538a9b9dca  010-translation.sql
END
)"
point "Makefile.am runs all migrations that are there, in the order of their numbers" \
    "$(sed -n '/^migrations = /,/[^\\]$/p' "$dir/Makefile.am" | grep -o 'db/[0-9a-z-]*\.sql' >"${TMPDIR:-/tmp}/upgrade.$$"
       printf '%s\n' "$dir"/db/[0-9]*.sql | sed "s|^$dir/||" | diff - "${TMPDIR:-/tmp}/upgrade.$$"
       rm -f "${TMPDIR:-/tmp}/upgrade.$$")"

# Who was served before is served after; what was not confirmed goes again; somebody new comes in.
scene=$(mktemp -d "${TMPDIR:-/tmp}/upgrade.XXXXXX") || exit 1
trap 'rm -rf "$scene"' EXIT
for store in "$dir"/t/stores/store-?.sql "$dir"/t/stores/store-??.sql; do
    {
        echo "store $store"
        cat <<'END'
not with restarts
conf
agent "bob@example.com" { name = "Bob" }
agent "eve@example.com" { name = "Eve" role = "supervisor" }
agent "dan@example.com" { name = "Dan" }
queue "sales" { title = "Sales" agents = {"bob@example.com", "eve@example.com"} }
queue "billing" { title = "Billing" agents = {"eve@example.com", "dan@example.com"} }
queue "help" { title = "Help" agents = {"dan@example.com"} responder = "faq" }
queue "ai" { title = "Advice" agents = {"dan@example.com"} responder = "ai" copilot = "ai" }
responder "faq" { type = "faq" knowledge = "{knowledge}" }
responder "ai" { type = "openai" url = "http://127.0.0.1:1/v1" }
end
eve is available
bob is available
# That a message that was not confirmed is sent again is a rule of the world itself.
jörg -> sales: Sind Sie noch da?
eve <~ jörg@sales: Sind Sie noch da?
eve -> jörg@sales: Ja, natürlich.
jörg <~ sales [nick=Eve]: Ja, natürlich.
eve -> jörg@sales: !close
jörg <~ sales: *Eve*
sql SELECT state || ' ' || reason FROM conversation WHERE id = (SELECT id FROM talk WHERE localpart LIKE 'jorg%') => closed agent
# A conversation of long ago goes on.
mei -> sales: 还有一个问题
sql SELECT count(*) FROM talk WHERE localpart LIKE 'mei-wang.%' AND state <> 'closed' => 1
# Somebody new comes.
newcomer -> sales: Hello
newcomer <~ sales: Thank you *
sql SELECT count(*) FROM talk WHERE localpart LIKE 'newcomer.%' => 1
restart
link up
sql SELECT count(*) FROM talk WHERE localpart LIKE 'newcomer.%' => 1
drop
END
    } >"$scene/upgrade.scene"
    point "the desk of today goes on with $(basename "$store" .sql)" "$(t/scene "$scene/upgrade.scene" 2>&1 | grep -v '^ok\|^1\.\.\|^# hash')"
done
points_end
