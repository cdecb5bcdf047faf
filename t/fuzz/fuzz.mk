# fuzz.mk: builds the fuzzers in fuzz/ of the build directory, with clang and its sanitizers whatever the program itself
# is built with. `make fuzz` calls it; it needs GNU make.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Given: srcdir, FUZZ_CC, FUZZERS (names), LIBRARY and COMMON (sources), FLAGS and LIBS (the program's own).

sanitize = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
compile = $(FUZZ_CC) $(FLAGS) -U_FORTIFY_SOURCE -O1 -g $(sanitize) -fsanitize=fuzzer-no-link
objects = $(patsubst %.c,fuzz/%.o,$(filter %.c,$(LIBRARY) $(COMMON)))
programs = $(FUZZERS:%=fuzz/fuzz_%)

all: $(programs)

$(programs): fuzz/fuzz_%: fuzz/t/fuzz/%.o $(objects)
	@echo "  FUZZ LD  $@"
	@$(FUZZ_CC) $(sanitize) -fsanitize=fuzzer -o $@ $^ $(LIBS)

fuzz/%.o: $(srcdir)/%.c
	@mkdir -p $(@D)
	@echo "  FUZZ CC  $@"
	@$(compile) -MMD -MP -c -o $@ $<

-include $(objects:.o=.d) $(FUZZERS:%=fuzz/t/fuzz/%.d)
.SECONDARY:
.PHONY: all
