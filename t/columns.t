#!/bin/sh
# db/columns: one line makes the member of a struct, the row of its reader, what the statements select, and whether a time
# moves when the clock is set. db/sql.awk is run on lists with one line more, and with one that is wrong.
# SPDX-License-Identifier: GPL-3.0-or-later
dir=${srcdir:-.}
n=0
bad=0
ok() { # ok TEXT COMMAND…
    text=$1
    shift
    n=$((n + 1))
    if "$@" >"$scratch/said" 2>&1; then
        echo "ok $n - $text"
    else
        bad=1
        echo "not ok $n - $text"
        sed 's/^/# /' "$scratch/said"
    fi
}
scratch=$(mktemp -d "${TMPDIR:-/tmp}/columns.XXXXXX") || exit 1
trap 'rm -rf "$scratch"' EXIT

cp "$dir/db/periods" "$scratch/periods"

# The list with a line after the first that begins so.
made() { # made AFTER LINE
    awk -v after="$1" -v line="$2" '{ print } index($0, after) == 1 && !done++ { print line }' "$dir/db/columns" >"$scratch/columns"
    awk -f "$dir/db/sql.awk" "$scratch/columns" "$scratch/periods" "$dir"/db/[0-9]*.sql \
        "$dir"/db/[a-z]*.sql >"$scratch/sql.h" 2>"$scratch/wrong"
}
has() {
    tr -s ' \\\n' ' ' <"$scratch/sql.h" | grep -F -e "$1" >/dev/null || { echo "not there: $1"; return 1; }
}
refuses() { # refuses AFTER LINE SENTENCE
    if made "$1" "$2"; then
        echo "taken: $2"
        return 1
    fi
    grep -F -e "$3" "$scratch/wrong" || { cat "$scratch/wrong"; return 1; }
}

ok "a column is one line" made "text   queue          c.queue   " "ms     snoozed_ms     c.snoozed_ms    moves   # until then"
ok "it is a member of the struct" has "const char *queue; int64_t snoozed_ms; enum conversation_state state;"
ok "it is a row of the reader" has "{offsetof(row, snoozed_ms), COLUMN_INT, NULL},"
ok "it is selected" has "SELECT c.id, c.face, c.queue, c.snoozed_ms, c.state,"
ok "it moves with the clock" has "snoozed_ms = iif(snoozed_ms = 0, 0, snoozed_ms + ?1)"
ok "a time that stays is one line" made "text   queue          c.queue   " "ms     snoozed_ms     c.snoozed_ms    stays"
ok "it does not move" sh -c '! grep -q "snoozed_ms + " "$1"' sh "$scratch/sql.h"
ok "a time without an answer is refused" refuses "text   queue          c.queue   " "ms     snoozed_ms     c.snoozed_ms" \
    "conversation.snoozed_ms is a time: say whether it moves or stays when the clock is set"
ok "a time that is called a number is refused" refuses "text   queue          c.queue   " "int    snoozed_ms     c.snoozed_ms" \
    "the type of a time is ms"
ok "two answers are refused" refuses "text   queue          c.queue   " "ms     again_ms       c.opened_ms     stays" \
    "whether conversation.opened_ms moves is said twice"
ok "of a table without a view, too" refuses "until_ms moves" "until_ms stays" "whether block.until_ms moves is said twice"
ok "an answer that is none is refused" refuses "until_ms moves" "later_ms perhaps" "a time of block is a column and moves or stays"

# The same for db/periods: of one line the timer's statements, and the row that knows where the setting is.
echo "queue.snooze_after | snooze | active waiting | max(c.held_ms, b.since_ms) | c.priority > 0 | opening" >>"$scratch/periods"
ok "a period is one line" made "nothing" ""
ok "it is a word" has "PERIOD_SNOOZE_AFTER,"
ok "it knows its setting, its timer and its statements" has '[PERIOD_SNOOZE_AFTER] = {.setting = "snooze_after", .offset = offsetof(struct conf_queue, snooze_after_ms), .timer = TIMER_SNOOZE, .set = SQL_period_snooze_after, .end = SQL_period_end_snooze_after, .opening = true},'
ok "it sets the timers of those that it is of" has "SELECT 'snooze', c.id, max(c.held_ms, b.since_ms) + ?2 FROM conversation AS c JOIN bot AS b ON b.conversation = c.id WHERE c.queue = ?1 AND c.state <> 'closed' AND c.state IN ('active', 'waiting') AND c.priority > 0"
ok "and ends them" has "DELETE FROM timer WHERE kind = 'snooze' AND ref IN (SELECT c.id FROM conversation AS c WHERE c.queue = ?1 AND c.state <> 'closed' AND c.state IN ('active', 'waiting'))"
members=$(awk -f "$dir/src/conf/periods.awk" "$scratch/periods")
ok "and it is a member of the queue's struct" sh -c 'case $1 in *"QUEUE_PERIODS int64_t "*", snooze_after_ms"*) ;; *) echo "$1"; exit 1 ;; esac' sh "$members"
echo "queue.idle_close | idle" >>"$scratch/periods"
ok "half a line is refused" refuses "nothing" "" "a period is SETTING | TIMER | STATES | FROM | CONDITION | HOW"
echo "1..$n"
exit $bad
