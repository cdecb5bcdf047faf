#!/bin/sh
# The rooms: which may include which. An include names the room it reaches into, so the direction stands in the file.
# SPDX-License-Identifier: GPL-3.0-or-later
cd "${srcdir:-.}" || exit 1

# Room, and the rooms that it may include beside itself; not transitive. Every room of architecture has a line, also one
# that nothing lives in yet.
matrix='
base      :
xml       : base
store     : base
conf      : base
acts      : base conf
knowledge : base store conf
model     : base conf xml
desk      : base store conf
bot       : base store conf acts desk knowledge model
report    : base store conf desk
command   : base store conf desk bot report
intake    : base store conf acts desk bot command
omemo     : base store xml
files     : base store conf
xmpp      : base store conf xml intake desk omemo files xeps
xeps      : base store conf xml intake desk omemo files xmpp command
web       : base store conf intake desk report files
cli       : base store conf acts xml knowledge model desk bot report command intake daemon omemo xeps
daemon    : base store conf acts xml knowledge model desk bot report command intake omemo files xmpp xeps web cli
top       : base store conf acts xml knowledge model desk bot report command intake omemo files xmpp xeps web cli daemon
'

. t/tap.sh

twice=$(printf '%s\n' t/*.c t/unit/*.c t/*.t t/scenes/*.scene | sed 's/\.[^.]*$//' | sort | uniq -d)
point "no two tests have one log, of which the second would not be run" "$twice"

unlisted=$(for f in t/scenes/*.scene; do [ "$(grep -cx "scenes += $f" t/scenes/scenes.mk)" = 1 ] || echo "$f"; done)
point "t/scenes/scenes.mk lists every scene, each once" "$unlisted"

# A room may have folders of its own: src/desk/strategy/ belongs to desk.
# What is generated is in the build directory, which may be this one.
sources=$(ls src/*.c src/*.h src/*/*.[ch] src/*/*/*.[ch] xeps/*.[ch] 2>/dev/null | grep -vx -e "src/store/sql.h" -e "src/conf/periods.h")
room_of() { # room_of FILE: src/desk/strategy/strategy.c is of src/desk
    echo "$1" | sed -E 's|^(src/[^/]+)/.*|\1|; s|^(xeps)/.*|\1|'
}
homeless=$(for f in $sources; do
    case $f in
    src/*/*/*) room=$(room_of "$f"); grep -qsxF "libfrontdesk_a_SOURCES += %D%/${f#$room/}" "$room/room.am" || echo "$f is not in $room/room.am" ;;
    src/*/* | xeps/*) grep -qsxF "libfrontdesk_a_SOURCES += %D%/${f##*/}" "${f%/*}/room.am" || echo "$f is not in ${f%/*}/room.am" ;;
    *) grep -q "[ =]$f\$" Makefile.am || echo "$f is not in Makefile.am" ;;
    esac
done)
point "every source is in the fragment of its room" "$homeless"

# A longer file has two nouns. Tests are not counted.
large=$(for f in $sources db/*.sql; do
    lines=$(wc -l < "$f")
    [ "$lines" -le 500 ] || echo "$f has $lines lines"
done)
point "no source has more than 500 lines" "$large"

roomless=$(for d in src/*/; do
    d=${d#src/}
    case "$matrix" in *"
${d%/} "*) ;; *) echo "src/$d has no line in the matrix" ;; esac
done)
point "every folder of src/ has a line in the matrix" "$roomless"

# ---- what they say of themselves ----

long=$(for d in src/*/ xeps/; do
    [ -f "${d}README" ] || { echo "${d}README is missing"; continue; }
    lines=$(wc -l < "${d}README")
    [ "$lines" -ge 30 ] && [ "$lines" -le 60 ] || echo "${d}README has $lines lines"
    grep -qxF "EXTRA_DIST += %D%/README" "${d}room.am" || echo "${d}README is not distributed"
done)
point "every room has a README of 30 to 60 lines" "$long"
lines=$(wc -l < README)
point "the README has at most 250 lines" "$([ "$lines" -le 250 ] || echo "it has $lines")"

readmes="README t/README $(ls src/README src/*/README xeps/README 2>/dev/null)"
broken=$(for f in $readmes; do
    grep -oE '\]\([^)#:]+\)' "$f" | tr -d ']()' | while read -r link; do
        [ -e "$(dirname "$f")/$link" ] || echo "$f: $link is not there"
    done
done)
point "the links of the READMEs lead somewhere" "$broken"
unlinked=$(for d in src/*/ xeps/; do
    grep -qF "](${d}README)" README && grep -qF "](${d#src/}README)" src/README ||
        [ "$d" = xeps/ ] || echo "${d}README"
done)
point "README and src/README link the README of every room" "$unlinked"
all_files=$(find src xeps t db conf -type f | sed 's|.*/||' | sort -u; echo sql.h; echo notices.inc; echo tables.inc; echo periods.h)
# Not what stands for a name (NAME, 0NN, store-N), and not what is elsewhere.
missing=$(for f in $readmes; do
    grep -oE '`[A-Za-z0-9_/.-]+\.(c|h|sql|awk|t|py|sh|scene|tsv|am|conf|sample)`' "$f" | tr -d '`' |
        grep -vE 'NAME|NN|-N\.|^/|^sqlite3\.h$' | sort -u | while read -r name; do
        printf '%s\n' "$all_files" | grep -qxF "${name##*/}" || [ -e "$name" ] || echo "$f: $name is not there"
    done
done)
point "the files that they name are there" "$missing"

# An extension is named by its number, a subcommand by its row, what lies in a folder below by the folder.
unsaid=$(for f in $(ls src/*/*.[ch] xeps/*.[ch] | grep -vE '^xeps/[0-9]|^src/cli/cmd_|^src/store/sql\.h|^src/conf/periods\.h'); do
    noun=$(basename "${f%.*}")
    grep -qE "[\`/(]$noun(\.[ch])?[\`.]" "${f%/*}/README" || echo "${f%/*}/README does not name $noun"
done | sort -u
for d in src/*/*/; do
    room=$(room_of "$d")
    [ ! -d "$d" ] || grep -qF "\`${d#$room/}" "$room/README" || echo "$room/README does not name ${d#$room/}"
done)
point "the README of a room names every file of it" "$unsaid"

# "file room/header.h" for each include of ours.
includes=$(awk '/^#include "/ { split($0, part, "\""); if (part[2] != "config.h") print FILENAME, part[2] }' $sources | sed 's|^src/||')
unnamed=$(printf '%s\n' "$includes" | awk '$2 !~ /\//')
point "every include names a room" "$unnamed"

astray=$(printf '%s\n' "$matrix" "--" "$includes" | awk '
    $0 == "--" { part++; next }
    part == 0 && NF { may[$1, $1] = 1; for (i = 3; i <= NF; i++) may[$1, $i] = 1 }
    part == 1 && NF {
        from = $1; to = $2
        if (from ~ /\//) sub(/\/.*/, "", from); else from = "top"
        sub(/\/.*/, "", to)
        if ((from, to) in may) next
        print $1 " may not include " $2
    }' | sort)
point "rooms include only what the matrix allows" "$astray"

core_files=$(ls src/step.c src/wiring.c src/desk/*.[ch] src/desk/*/*.[ch] src/bot/*.[ch] src/report/*.[ch] src/command/*.[ch] src/intake/*.[ch] xeps/*.[ch] \
    src/xmpp/alias.[ch] src/xmpp/bounce.[ch] src/xmpp/channel.[ch] src/xmpp/client.[ch] src/xmpp/live.[ch] src/xmpp/message.[ch] src/xmpp/outbox.[ch] src/xmpp/presence.[ch] 2>/dev/null)
point "the core and the extensions include no event loop and no HTTP" \
    "$(grep -nE '#include [<"](event2/|curl/|sys/socket|poll|sys/epoll|unistd|model/(asking|http|model)\.h|xmpp/(link|link_inside|link_stream|dial|trouble)\.h)' $core_files)"
point "the core and the extensions ask no clock" \
    "$(grep -nE '\b(clock_gettime|when_now_ms|when_monotonic_ms|gettimeofday|time|localtime|localtime_r|usleep|nanosleep|sleep)\(' $core_files)"
point "the core and the extensions use no randomness but the seeded generator" \
    "$(grep -nE '\b(rand|random|getrandom|arc4random|drand48|xmpp_rand[a-z_]*|xmpp_uuid_gen)\(' $core_files)"
point "the core and the extensions read no environment and no files" \
    "$(grep -nE '\b(getenv|fopen|open|read|write|printf|puts)\(' $core_files)"
point "only omemo includes libomemo-c, and only omemo and signature.c include libcrypto" \
    "$(grep -lE '#include <(openssl/.*|signal_protocol[a-z_]*|curve|protocol|ratchet|key_helper|session_[a-z_]*)\.h>' $sources | grep -v -e "^src/omemo/" -e "^src/base/signature.c$")"
point "only the store includes sqlite3.h" \
    "$(grep -lE '#include <sqlite3\.h>' $sources | grep -v '^src/store/')"
point "SQL stands in db/ only" \
    "$(grep -nE '"[^"]*\b(SELECT|INSERT INTO|UPDATE [a-z_]+ SET|DELETE FROM)\b' $sources | grep -v '^src/store/')"
# src/xml/ is left out, and so is the stream itself (link_stream.c), which is no stanza.
point "stanzas are written with xml.h" \
    "$(grep -nE '"[^"]*<[a-z-]+ xmlns=' $sources | grep -v '^src/xml/')"
point "no source compares a setting with a word: the list of its choices has the word (base/name_list.h)" \
    "$(grep -nE 'strcmp\([^"]*(type|mode|strategy|role|stream|level)[^"]*, "[a-z-]+"\)' src/conf/*.c src/desk/*.c src/desk/*/*.c src/bot/*.c src/cli/*.c |
        grep -vE '"(error|reset)"')"
point "no state outside the structs: no mutable static in the core" \
    "$(grep -nE '^\s*static [^(]*(;|= )' $core_files | grep -vE '\bconst\b|\(.*\)')"
points_end
