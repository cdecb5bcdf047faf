#!/bin/sh
# The rooms and their direction, as includes: what is below knows nothing of what is above it.
# SPDX-License-Identifier: GPL-3.0-or-later
cd "${srcdir:-.}" || exit 1

# The rooms. Whatever is in src/ and in none of these lists fails the test, so that a new file has to say where it lives.
shell="archive cmd cmd_check cmd_export cmd_json cmd_knowledge cmd_knowledge_eval cmd_run cmd_search cmd_show cmd_status dial guard http library link loop main model notify
    process screen skip snippet table trouble when wire xmlns"
core="agent agent_message alias authority backlog block bounce budget called client clock command command_chat command_copilot command_guard command_house confirm conversation copilot core customer customer_message desk event faq figures flood gate
    handover house letter line message offer openai outbox period presence prompt prune reference responder responder_kind router step say share service task timer voice"
bottom="arena chat conf conf_check conf_model conf_secret conf_settings conf_text conf_tree conf_value file filter hours jid knowledge knowledge_guard knowledge_match knowledge_question knowledge_rank knowledge_terms knowledge_text latin log mistake notice phrase rng said speech stanza store store_words styling url utf8 vocabulary words xml"

n=0
bad=0
point() { # point TEXT FINDINGS
    n=$((n + 1))
    if [ -z "$2" ]; then
        echo "ok $n - $1"
    else
        bad=1
        echo "not ok $n - $1"
        printf '%s\n' "$2" | sed 's/^/# /'
    fi
}

files() { # the .c and .h files of a room
    for name in $1; do
        for f in src/$name.c src/*/$name.c src/*/$name.h; do
            [ -e "$f" ] && echo "$f"
        done
    done
}

twice=$(printf '%s\n' t/*.c t/*.t t/*.scene | sed 's/\.[^.]*$//' | sort | uniq -d)
point "no two tests have one log, of which the second would not be run" "$twice"

unlisted=$(for f in t/*.scene; do [ "$(grep -cx "scenes += $f" t/scenes.mk)" = 1 ] || echo "$f"; done)
point "t/scenes.mk lists every scene, each once" "$unlisted"

strangers=$(for f in src/*.c src/*/*.c src/*/*.h; do
    name=$(basename "${f%.*}")
    case " $(echo $shell $core $bottom) sql " in
    *" $name "*) ;;
    *) echo "$f is in no room of this list" ;;
    esac
done)
point "every file of src/ has a room" "$strangers"

core_files="$(files "$core") $(ls xeps/*.c xeps/*.h)"
point "the core and the extensions include no event loop and no HTTP" \
    "$(grep -nE '#include [<"](event2/|curl/|sys/socket|poll|sys/epoll|unistd)' $core_files)"
point "the core and the extensions ask no clock" \
    "$(grep -nE '\b(clock_gettime|gettimeofday|time|localtime|localtime_r|usleep|nanosleep|sleep)\(' $core_files)"
point "the core and the extensions use no randomness but the seeded generator" \
    "$(grep -nE '\b(rand|random|getrandom|arc4random|drand48|xmpp_rand[a-z_]*|xmpp_uuid_gen)\(' $core_files)"
point "the core and the extensions read no environment and no files" \
    "$(grep -nE '\b(getenv|fopen|open|read|write|printf|puts)\(' $core_files)"

shell_headers=$(for name in $shell; do [ "$name" != wire ] && printf '%s|' "$name"; done)
point "the core and the extensions include nothing of the shell (wire.h is its refusals only)" \
    "$(grep -nE "#include \"(${shell_headers%|})\.h\"" $core_files)"
core_headers=$(for name in $core; do printf '%s|' "$name"; done)
point "the bottom includes nothing above it" \
    "$(grep -nE "#include \"(${shell_headers}${core_headers}route|xep)\.h\"" $(files "$bottom"))"
point "only the store includes sqlite3.h" \
    "$(grep -lE '#include <sqlite3\.h>' src/*.c src/*/*.[ch] xeps/*.[ch] | grep -vE '^src/store/(store|store_words)\.[ch]$')"
point "SQL stands in db/ only" \
    "$(grep -nE '"[^"]*\b(SELECT|INSERT INTO|UPDATE [a-z_]+ SET|DELETE FROM)\b' src/*.c src/*/*.[ch] xeps/*.[ch] | grep -vE '^src/store/(store(_words)?\.c|sql\.h):')"
point "no state outside the structs: no mutable static in the core" \
    "$(grep -nE '^\s*static [^(]*(;|= )' $core_files | grep -vE '\bconst\b|\(.*\)')"
echo "1..$n"
exit $bad
