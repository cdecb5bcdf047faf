# SPDX-License-Identifier: GPL-3.0-or-later
#
# Turns the tables conf/acts.LANGUAGE, given as arguments, into the C strings that act_table.c reads: the program
# carries them inside. Each line is one string.

FNR == 1 {
    if (NR > 1) {
        print "    NULL,\n};\n"
    }
    n++
    printf "static const char *const table_%d[] = {\n", n
}

# mawk, gawk and busybox disagree on backslashes in a replacement; a table has none.
/["\\]/ {
    printf "%s:%d: a table has no quotation mark and no backslash\n", FILENAME, FNR > "/dev/stderr"
    failed = 1
    exit 1
}

{ print "    \"" $0 "\"," }

END {
    if (failed) {
        exit 1
    }
    print "    NULL,\n};\n"
    printf "static const char *const *const shipped[] = {"
    for (i = 1; i <= n; i++) {
        printf "%stable_%d", (i > 1 ? ", " : ""), i
    }
    print "};"
}
