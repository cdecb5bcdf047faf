#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every setting and every notice of the program is in the manual, with its default and range; every setting is in the
# sample, every notice in each catalogue. The sample passes `frontdesk check`, as it is and with all that it offers.

frontdesk=${FRONTDESK:-./frontdesk}
srcdir=${srcdir:-.}
sample=$srcdir/conf/frontdesk.conf.sample
manual=$srcdir/conf/frontdesk.conf.5
tab=$(printf '\t')
points=0
failed=0

# point TEXT COMMAND…: one point, ok when the command succeeds
point() {
    text=$1
    shift
    points=$((points + 1))
    if "$@" >"$dir/out" 2>&1; then
        echo "ok $points - $text"
    else
        sed 's/^/# /' "$dir/out"
        echo "not ok $points - $text"
        failed=1
    fi
}

# The item of the manual that begins with ".It Ic NAME", in the section or subsection of that name.
item() {
    awk -v section="$1" -v name="$2" '
        /^\.S[hs] / { inside = ($2 == section); item = 0 }
        /^\.It Ic / { item = inside && $3 == name }
        /^\.El/ { item = 0 }
        item { print; found = 1 }
        END { exit !found }' "$manual"
}

in_item() { # SECTION NAME TEXT: the item holds the text, over several lines too
    item "$1" "$2" | tr -s '\n ' '  ' | grep -F -e "$3"
}

# The manual begins the item with the first clause of the help text, however its words are marked.
begins_as_help() { # SECTION NAME HELP
    words() { tr 'A-Z\n' 'a-z ' | tr -cs 'a-z0-9%@-' ' '; }
    begins=$(printf '%s' "$3" | sed 's/[.;:,] .*//; s/\.$//' | words)
    says=$(item "$1" "$2" | sed -e 1d -e 's/^\.[A-Z][a-z] //' -e 's/\\[&-]/-/g' | words)
    case "$says " in "${begins% } "*) ;; *) printf '%s\n' "manual: $says" "help:   $begins"; return 1 ;; esac
}

in_sample() { # NAME DEFAULT
    awk -v name="$1" -v value="$2" '
        { line = $0; sub(/^[ #]*/, "", line) }
        index(line, name) == 1 && substr(line, length(name) + 1) ~ /^ *=/ {
            sub(/^[^=]*= */, "", line)
            if (value == "" || index(line, value) == 1 || index(line, "\"" value "\"") == 1) {
                found = 1
            }
        }
        END { exit !found }' "$sample"
}

in_catalogue() { # FILE KEY
    grep "^$2 = ." "$1"
}

sample_passes() { # SED-SCRIPT…: after these changes
    sed -e "s|^\( *#*omemo_key_file *= *\)\"[^\"]*\"|\1\"$dir/key\"|" -e "s|^\( *secret_file *= *\)\"[^\"]*\"|\1\"$dir/secret\"|" "$@" "$sample" >"$dir/sample.conf" &&
        chmod 600 "$dir/sample.conf" && "$frontdesk" check -c "$dir/sample.conf"
}

dir=$(mktemp -d "${TMPDIR:-/tmp}/frontdesk-settings.XXXXXX") || exit 1
trap 'rm -rf "$dir"' EXIT
(umask 077 && echo whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw >"$dir/secret" && head -c 32 /dev/urandom >"$dir/key")

"$frontdesk" check --settings >"$dir/settings" && "$frontdesk" check --notices >"$dir/notices" || exit 1
point 'there are settings' test -s "$dir/settings"
point 'there are notices' test -s "$dir/notices"

while IFS=$tab read -r setting rest; do
    block=${setting%%.*}
    name=${setting#*.}
    default=$(printf '%s' "$rest" | cut -f 2)
    range=$(printf '%s' "$rest" | cut -f 3)
    point "$setting is in the sample, with its default" in_sample "$name" "$default"
    point "$setting is in the manual" item "$block" "$name"
    point "$setting: the manual begins as its help does" begins_as_help "$block" "$name" "${rest##*$tab}"
    if [ -n "$default" ]; then
        point "$setting: the manual has its default" in_item "$block" "$name" "$default"
    fi
    if [ "$range" != 'true or false' ]; then
        point "$setting: the manual has its range" in_item "$block" "$name" ": $range."
    fi
done <"$dir/settings"

while IFS= read -r line; do
    key=$(printf '%s' "$line" | cut -f 1)
    point "the notice $key is in the manual" item NOTICES "$key"
    point "the notice $key: the manual begins as its help does" begins_as_help NOTICES "$key" "${line##*$tab}"
    for placeholder in $(printf '%s' "$line" | cut -f 2); do
        point "the notice $key: the manual has {$placeholder}" in_item NOTICES "$key" "{$placeholder}"
    done
    for catalogue in "$srcdir"/conf/messages.*; do
        point "the notice $key is in ${catalogue##*/}" in_catalogue "$catalogue" "$key"
    done
done <"$dir/notices"

point 'the sample passes once the secret is there' sample_passes
point 'so it does with everything that stands behind #' sample_passes \
    -e '/^ *# /d' -e '/^ *#secret /d' -e '/^ *#key_file /d' -e '/^ *#embeddings_key_file /d' -e '/^ *#secret_file /d' -e '/^ *#avatar /d' -e '/^ *#acts /d' -e '/^ *#role /d' -e '/^ *#timezone /d' -e 's/^\( *\)#\([a-z}]\)/\1\2/'
point 'no line of the manual is wrong' sh -c 'command -v mandoc >/dev/null || exit 0
    ! mandoc -T lint -W warning "$1" | grep .' sh "$manual"

echo "1..$points"
exit $failed
