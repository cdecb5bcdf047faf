#!/bin/sh
# What hardens the program is in the program: as configure found that this compiler has it. The user's flags stay the
# user's: without optimisation, with sanitizers or with a word of its own nothing is fortified, and nobody is warned.
# SPDX-License-Identifier: GPL-3.0-or-later
unset MAKEFLAGS MAKELEVEL MFLAGS
program=${FRONTDESK:-./frontdesk}
. "${srcdir:-.}/t/tap.sh"

if ! command -v readelf >/dev/null || [ ! -e Makefile ]; then
    echo "1..0 # SKIP no readelf, or not in a build directory"
    exit 0
fi

command_of() { # command_of [VARIABLE=VALUE…]: how one file would be compiled
    make -n V=1 -W "${srcdir:-.}/src/base/rng.c" "$@" src/base/rng.o 2>&1 | tr '\\\n' '  '
}
value() { # value NAME: of a variable of the Makefile
    sed -n "s/^$1 = *//p" Makefile
}
has() { # has WORDS PATTERN: says what is missing
    printf '%s\n' "$1" | grep -qE -e "$2" || printf '%s is not in: %s\n' "$2" "$(printf '%s\n' "$1" | tail -n 12)"
}
has_not() {
    ! printf '%s\n' "$1" | grep -qE -e "$2" || printf '%s is in: %s\n' "$2" "$(printf '%s\n' "$1" | tail -n 12)"
}

segments=$(readelf -lW "$program")
dynamic=$(readelf -dW "$program")
symbols=$(readelf --dyn-syms -W "$program")
case $(value HARDEN_LDFLAGS) in
*relro*) point "what the loader has filled in is read-only" "$(has "$segments" GNU_RELRO)" ;;
esac
case $(value HARDEN_LDFLAGS) in
*now*) point "it is filled in at the start" "$(has "$dynamic" 'BIND_NOW|FLAGS.* NOW')" ;;
esac
case $(value HARDEN_CFLAGS) in
*stack*) point "stacks are guarded" "$(has "$symbols" __stack_chk_fail)" ;;
esac
case $(command_of) in
*_FORTIFY_SOURCE*) point "copies are checked" "$(has "$symbols" '__[a-z]*cpy_chk|__[a-z]*printf_chk')" ;;
esac

case $(value FORTIFY_CFLAGS) in
*"-D_FORTIFY_SOURCE="*)
    point "with optimisation it is fortified" "$(has "$(command_of CFLAGS=-O2 CPPFLAGS= SAN_CFLAGS=)" 'D_FORTIFY_SOURCE=[23]')"
    point "without it is not, for that would be warned of" "$(has_not "$(command_of CFLAGS='-O2 -g -O0' CPPFLAGS= SAN_CFLAGS=)" FORTIFY)"
    point "nor where nothing is said" "$(has_not "$(command_of CFLAGS= CPPFLAGS= SAN_CFLAGS=)" FORTIFY)"
    point "nor with sanitizers" \
        "$(has_not "$(command_of CFLAGS='-O2 -fsanitize=address' SAN_CFLAGS=)$(command_of CFLAGS=-O2 SAN_CFLAGS=-fsanitize=address)" FORTIFY)"
    point "whoever builds has the last word" "$(has_not "$(command_of CFLAGS=-O2 CPPFLAGS=-D_FORTIFY_SOURCE=1 SAN_CFLAGS=)" 'FORTIFY_SOURCE=[23]')"
    ;;
esac
# Whatever a library may come to say of itself.
old='
#include <stddef.h>
#warning "old"
int f(void) __attribute__((deprecated));
int g(void);
int g(void) { return f(); }'
compiled=$(printf '%s\n' "$old" | $(value CC) $(value WARN_CFLAGS) -x c -c -o /dev/null - 2>&1) && compiled=
point "what a library calls deprecated is no end, with --enable-werror either" "$compiled"
point "CFLAGS and LDFLAGS are the user's" "$(has_not "$(value CFLAGS) $(value LDFLAGS)" 'FORTIFY|protector|relro')"
points_end
