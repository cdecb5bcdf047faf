# SPDX-License-Identifier: GPL-3.0-or-later
#
# Turns the catalogues conf/messages.LANGUAGE, given as arguments with English first, into the C tables that notice.c
# includes. A line is "key = text"; \n in the text is a line break; # begins a comment line.

function fail(what) {
    printf "%s:%d: %s\n", FILENAME, FNR, what > "/dev/stderr"
    failed = 1
    exit 1
}

# mawk, gawk and busybox disagree on backslashes in a replacement, so the text is walked.
function quoted(text,    out, i, c) {
    out = ""
    for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (c == "\\") {
            if (substr(text, i + 1, 1) != "n") {
                fail("only \\n may stand behind a backslash")
            }
            out = out "\\n"
            i++
        } else if (c == "\"") {
            out = out "\\\""
        } else {
            out = out c
        }
    }
    return "\"" out "\""
}

FNR == 1 {
    language = FILENAME
    sub(/^.*\./, "", language)
    languages = languages "    \"" language "\",\n"
    table = table (table == "" ? "" : "    },\n") "    { /* " language " */\n"
    split("", seen)
}

/^[ \t]*(#|$)/ { next }

!/^[a-z_]+ = ./ { fail("a line is: key = text") }

{
    key = substr($0, 1, index($0, " ") - 1)
    if (key in seen) {
        fail(key " is here twice")
    }
    seen[key] = 1
    table = table "        [NOTICE_" toupper(key) "] = " quoted(substr($0, length(key) + 4)) ",\n"
}

END {
    if (failed) {
        exit 1
    }
    print "/* Made by src/notices.awk from the catalogues in conf/: change those. */"
    printf "const char *const notice_languages[] = {\n%s    NULL,\n};\n\n", languages
    printf "static const char *const texts[][NOTICE_COUNT] = {\n%s    },\n};\n", table
}
