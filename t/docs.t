#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# docs: what the program can do is in the manual, and some test does it. The program prints its own tables; they are held
# against frontdesk(8) and against the tests:
#   a command of the chat   a scene in which somebody writes it; a row of the README
#   a library               the README's table, its line for apt and quickstart name the same
#   a notice                a scene that expects its words: the longest piece of the English text without {names}, in a
#                           message or in an error
#   an extension            a test with its number in a comment, as "xep: 0199" ("xep: 0184 0333" for several)
#   a setting               a configuration in a test that sets it
#   a release of Debian     README, quickstart and both manuals name it
program=${FRONTDESK:-./frontdesk}
top=${srcdir:-$(dirname "$0")/..}
man=$top/conf/frontdesk.8
tests=$top/t
n=0
failed=0

point() # STATUS TEXT
{
    n=$((n + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $n - $2"
    else
        echo "not ok $n - $2"
        failed=$((failed + 1))
    fi
}

scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
tab=$(printf '\t')

# The part of the manual below ".Ss frontdesk COMMAND" or ".Sh TITLE", to the next heading.
section()
{
    awk -v heading="$1" '$0 == heading { on = 1; next } /^\.S[sh] / { on = 0 } on' "$man"
}

# ---- the command line ----

"$program" --help > "$scratch/help"
point $? "--help"
sed -n 's/^  \([a-z][a-z ]*[a-z]\)   *[^ ].*/\1/p' "$scratch/help" > "$scratch/commands"
[ -s "$scratch/commands" ]
point $? "--help lists commands"
section ".Sh DESCRIPTION" > "$scratch/common"
for option in config help version; do
    grep -q -e "Fl -$option" "$scratch/common"
    point $? "--$option is in the manual"
done
while read -r command; do
    # shellcheck disable=SC2086 # a command may be two words
    "$program" $command --help < /dev/null > "$scratch/help"
    section ".Ss frontdesk $command" > "$scratch/section"
    [ -s "$scratch/section" ] && grep -q "^\.Cm $command\$" "$man"
    point $? "$command is in the manual and its synopsis"
    sed -n 's/^  .*--\([a-z][a-z-]*\).*/\1/p' "$scratch/help" > "$scratch/options"
    while read -r option; do
        grep -q "^\.It .*Fl -$option\( \|\$\)" "$scratch/section" "$scratch/common"
        point $? "$command --$option is in the manual"
    done < "$scratch/options"
done < "$scratch/commands"
# And nothing that is not there: an option of a section must be one of its command's.
awk '/^\.Ss frontdesk / { sub(/^\.Ss frontdesk /, ""); command = $0 } /^\.Sh / { command = "" }
     command != "" && /^\.It Fl / { while (match($0, /Fl -[a-z-]+/)) { print command "\t" substr($0, RSTART + 4, RLENGTH - 4)
                                                                        $0 = substr($0, RSTART + RLENGTH) } }' "$man" > "$scratch/told"
while IFS=$tab read -r command option; do
    # shellcheck disable=SC2086
    "$program" $command --help < /dev/null | grep -q -e "--$option\( \|\$\)"
    point $? "the manual's $command --$option exists"
done < "$scratch/told"

# ---- commands of the chat: word, where, role, arguments, help ----

"$program" check --commands > "$scratch/words"
point $? "check --commands"
section ".Sh CHAT COMMANDS" > "$scratch/section"
while IFS= read -r row; do
    word=${row%%"$tab"*}
    row=${row#*"$tab"}
    where=${row%%"$tab"*}
    case " $where " in
    *" chat "*)
        grep -q "^\.It Ic \(.* \)\{0,1\}!$word\( \|\$\)" "$scratch/section"
        point $? "!$word is in the manual"
        ;;
    esac
    case " $where " in
    *" house "*)
        grep -q "^\.It Ic \(.* \)\{0,1\}!\{0,1\}$word\( \|\$\)" "$scratch/section"
        point $? "$word is in the manual, for the house"
        ;;
    esac
    grep -q -E "^[^#]* -> ([^:]*@[^:]*: *!|house[^:]*: *!?)$word( |\$)" "$tests"/scenes/*.scene
    point $? "some scene has the command $word"
    grep -q "^| .*\`!\{0,1\}$word[ \`].* |" "$top/README"
    point $? "$word is in the README's table"
done < "$scratch/words"
sed -n 's/^\.It Ic //p' "$scratch/section" | tr -d '!,' | tr ' ' '\n' | grep '^[a-z][a-z]*$' | sort -u |
    grep -v -x -e note -e reason > "$scratch/told"
while read -r word; do
    grep -q "^$word$tab" "$scratch/words"
    point $? "the manual's $word exists"
done < "$scratch/told"

# ---- what it stands on: the README's table, its line for apt, and quickstart ----

sed -n 's/^| .*(\(lib[a-z0-9.-]*-dev\)) |.*/\1/p' "$top/README" > "$scratch/libraries"
[ "$(wc -l < "$scratch/libraries")" -ge 10 ]
point $? "the README's table names the libraries"
sed -n '/apt-get install/,/[^\\]$/p' "$top/README" > "$scratch/install"
sed -n '/^build_packages=(/,/)$/p' "$top/quickstart" > "$scratch/quickstart"
while read -r package; do
    grep -q "[ ]$package\( \|\$\)" "$scratch/install"
    point $? "the README installs $package"
    grep -q "[ ]$package\([ )]\|\$\)" "$scratch/quickstart"
    point $? "quickstart installs $package"
done < "$scratch/libraries"
for file in install quickstart; do
    tr -s ' ()\\' '\n' < "$scratch/$file" | grep '^lib.*-dev$' | grep -v '^libc6-dev$' | sort > "$scratch/told"
    sort "$scratch/libraries" | cmp -s - "$scratch/told"
    point $? "and $file has no library that is not in the table"
done

# ---- notices: key, placeholders, when ----

"$program" check --notices > "$scratch/words"
point $? "check --notices"
grep -hE '^[^#].* <[-~] |^expect .*<status>' "$tests"/scenes/*.scene > "$scratch/expected"
while IFS= read -r row; do
    key=${row%%"$tab"*}
    sed -n "s/^$key = //p" "$top/conf/messages.en" | awk '{
        gsub(/\{[a-z_]*\}|\\n/, "\001")
        count = split($0, piece, "\001")
        for (i = 1; i <= count; i++)
            if (length(piece[i]) > length(longest))
                longest = piece[i]
        print longest
    }' > "$scratch/piece"
    grep -q . "$scratch/piece" && grep -q -F -f "$scratch/piece" "$scratch/expected"
    point $? "some scene expects the words of the notice $key"
done < "$scratch/words"

# ---- extensions: number, name ----

"$program" check --xeps > "$scratch/words"
point $? "check --xeps"
section ".Sh STANDARDS" > "$scratch/section"
while IFS= read -r row; do
    number=${row%%"$tab"*}
    name=${row#*"$tab"}
    grep -A 1 -x -F ".It $number" "$scratch/section" | grep -q "^$name:"
    point $? "XEP-$number ($name) is in the manual"
    grep -q -r --exclude=docs.t -E "xep:[ 0-9]* $number( |\$)" "$tests"
    point $? "some test says that it tests xep: $number"
done < "$scratch/words"
sed -n 's/^\.It \([0-9][0-9]*\)$/\1/p' "$scratch/section" > "$scratch/told"
while read -r number; do
    grep -q "^$number$tab" "$scratch/words"
    point $? "the manual's XEP-$number exists"
done < "$scratch/told"

# ---- settings: name, … (that they are in the manual is t/settings.t) ----

"$program" check --settings > "$scratch/words"
point $? "check --settings"
while IFS= read -r row; do
    name=${row%%"$tab"*}
    grep -q -r -E "(^|[^a-z_])${name##*.} *=" "$tests" --include='*.conf' --include='*.scene' --include='*.py' --include='*.t'
    point $? "some test sets $name"
done < "$scratch/words"

# ---- the forms of the files ----

if command -v mandoc > /dev/null; then
    mandoc -T lint -W warning "$man" > "$scratch/lint" 2>&1
    point $? "mandoc has nothing to say of frontdesk.8"
    sed 's/^/# /' "$scratch/lint"
else
    point 0 "frontdesk.8 # SKIP there is no mandoc"
fi
if command -v systemd-analyze > /dev/null; then
    sed -e 's,@bindir@,/usr/bin,g' -e 's,@sysconfdir@,/etc,g' "$top/conf/frontdesk.service" > "$scratch/frontdesk.service"
    systemd-analyze security --offline=yes --threshold=20 --no-pager "$scratch/frontdesk.service" > "$scratch/lint" 2>&1
    point $? "systemd finds the unit hardened"
    tail -n 1 "$scratch/lint" | sed 's/^/# /'
    ! grep -q '@[a-z]*dir@' "$scratch/frontdesk.service"
    point $? "no placeholder of the unit is left"
else
    point 0 "frontdesk.service # SKIP there is no systemd-analyze"
fi

# ---- the releases ----

# Those that ./quickstart systems tries, by their numbers.
for release in $(sed -n 's/^releases=(\(.*\))$/\1/p' "$top/quickstart"); do
    case $release in
    bookworm) number=12 ;;
    trixie) number=13 ;;
    *) number="?, which is $release: put its number here" ;;
    esac
    for file in README quickstart conf/frontdesk.8 conf/frontdesk.conf.5; do
        grep -qE "Debian $number|Debian [0-9]+ (or|and) $number" "$top/$file"
        point $? "$file names Debian $number"
    done
done

echo "1..$n"
[ "$failed" -eq 0 ]
