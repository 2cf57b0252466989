# Tiêm Chủng - the whole build. `make` from a clean clone gives build/tiemchung.
# No file lists: what lies in src/*/ is compiled, src/*/*.sql are named queries, tests/unit/*_test.c are tests.

MAKEFLAGS += --no-builtin-rules
# `make V=1` shows the commands
ifndef V
.SILENT:
endif
B := build
CC := gcc
CLANG := clang
PKGS := libmicrohttpd jansson sqlite3 libpq openssl libsodium zlib libdeflate qrcodegen cairo pangocairo freexl libzip expat libcurl
CSTD := -std=c17 -D_GNU_SOURCE -fno-strict-overflow
WARN := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wno-missing-field-initializers
HARD := -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE -fstack-clash-protection -fcf-protection
INC := -Isrc -I$(B)/gen $(shell pkg-config --cflags $(PKGS) 2>/dev/null | sed 's/-I/-isystem /g')
LIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lcsv -lunistring -lpthread -lm

REL := -O2 -g $(HARD)
SAN := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -DTEST_HOOKS -DARENA_DEBUG
# as fast as the release, with a clock that can be set: for the long forms of tests
FAST := $(REL) -DTEST_HOOKS
TSAN := -O1 -g -fsanitize=thread -fno-omit-frame-pointer -DTEST_HOOKS

SRC := $(wildcard src/*.c src/*/*.c)
SQL := $(wildcard src/*/*.sql)
UNIT := $(wildcard tests/unit/*_test.c)
FUZZ := $(wildcard tests/fuzz/*_fuzz.c)
GEN := $(B)/gen/sql_all.c $(B)/gen/embedded.c
VERSION := $(shell cat VERSION)$(shell git rev-parse --short HEAD >/dev/null 2>&1 && echo +git$$(git rev-list --count HEAD).$$(git rev-parse --short HEAD))
LIBSRC := $(filter-out src/main.c,$(SRC))
WEBSRC := $(shell find web -path web/node_modules -prune -o -path web/dist -prune -o -type f -print 2>/dev/null)

objs = $(patsubst %.c,$(B)/$(1)/%.o,$(2))

.PHONY: always all test-build tsan fast fuzz-build fuzz layers format tidy bench soak deb clean web
all: $(B)/tiemchung
test-build: $(B)/tiemchung-test $(B)/plan_check $(patsubst tests/unit/%.c,$(B)/test/%,$(UNIT))
tsan: $(B)/tiemchung-tsan
fast: $(B)/tiemchung-fast
fuzz-build: $(patsubst tests/fuzz/%.c,$(B)/fuzz/%,$(FUZZ))
web: $(B)/web.stamp

# ---- generated ----
$(B)/tools/%: tools/%.c
	@mkdir -p $(@D)
	$(CC) $(CSTD) $(WARN) -O1 -o $@ $<

$(B)/gen/sql_all.c: $(SQL) $(B)/tools/sqlgen
	@mkdir -p $(@D)
	$(B)/tools/sqlgen $(B)/gen $(SQL)

# npm may have been stopped half-way: the stamp is written last
$(B)/npm.stamp: web/package.json web/package-lock.json
	cd web && npm ci --no-audit --no-fund --loglevel=error
	@mkdir -p $(@D) && touch $@

$(B)/web.stamp: $(B)/npm.stamp $(WEBSRC)
	cd web && npm run --silent build
	@touch $@

$(B)/gen/units-2021.csv: tools/units.mjs $(B)/npm.stamp
	@mkdir -p $(@D)
	node tools/units.mjs web/node_modules > $@.tmp && mv $@.tmp $@

# written anew only when it says something else
$(B)/gen/version_gen.h: always
	@mkdir -p $(@D)
	@echo '#define VERSION_GEN "$(VERSION)"' > $@.tmp && (cmp -s $@.tmp $@ || cp $@.tmp $@); rm -f $@.tmp
$(foreach f,rel san tsan fast fuzzobj,$(B)/$(f)/src/base/version.o): $(B)/gen/version_gen.h

$(B)/gen/embedded.c: $(B)/tools/embed $(wildcard schema/*.sql) $(wildcard data/*.csv data/*.json) $(B)/gen/units-2021.csv $(B)/web.stamp
	$(B)/tools/embed data/units-2021.csv=$(B)/gen/units-2021.csv \
		$$(for f in schema/*.sql data/*.csv data/*.json; do echo $$f=$$f; done) \
		$$(find web/dist -type f | while read f; do echo "web$${f#web/dist}=$$f"; done) > $@.tmp && mv $@.tmp $@
# the assembler reads the embedded files: the object depends on what the C names
$(foreach f,rel san tsan fast,$(B)/$(f)/$(B)/gen/embedded.o): $(B)/gen/embedded.c

# ---- objects: builds of the same sources ----
define flavour
$(B)/$(1)/%.o: %.c $(B)/gen/sql_all.c
	@mkdir -p $$(@D)
	@echo "  cc   $(1) $$<"
	$$(CC) $$(CSTD) $$(WARN) $$(INC) $(2) -MMD -MP -c -o $$@ $$<
endef
$(eval $(call flavour,rel,$(REL)))
$(eval $(call flavour,san,$(SAN)))
$(eval $(call flavour,tsan,$(TSAN)))
$(eval $(call flavour,fast,$(FAST)))

$(B)/tiemchung: $(call objs,rel,$(SRC) $(GEN))
	@echo "  link $@"
	$(CC) $(REL) -pie -Wl,-z,relro,-z,now -o $@ $^ $(LIBS)
$(B)/tiemchung-test: $(call objs,san,$(SRC) $(GEN))
	@echo "  link $@"
	$(CC) $(SAN) -o $@ $^ $(LIBS)
$(B)/tiemchung-tsan: $(call objs,tsan,$(SRC) $(GEN))
	@echo "  link $@"
	$(CC) $(TSAN) -o $@ $^ $(LIBS)
$(B)/tiemchung-fast: $(call objs,fast,$(SRC) $(GEN))
	@echo "  link $@"
	$(CC) $(FAST) -pie -o $@ $^ $(LIBS)
$(B)/san/libtest.a: $(call objs,san,$(LIBSRC) $(GEN))
	@rm -f $@ && ar rcs $@ $^
$(B)/test/%_test: $(B)/san/tests/unit/%_test.o $(B)/san/libtest.a
	@mkdir -p $(@D)
	$(CC) $(SAN) -o $@ $< $(B)/san/libtest.a $(LIBS)

# ---- fuzzers: clang's own runtime, the sources compiled again ----
FUZZ_FLAGS := -O1 -g -fsanitize=fuzzer-no-link,address -DTEST_HOOKS
$(B)/fuzzobj/%.o: %.c $(B)/gen/sql_all.c
	@mkdir -p $(@D)
	@echo "  cc   fuzz $<"
	$(CLANG) $(CSTD) $(INC) $(FUZZ_FLAGS) -MMD -MP -c -o $@ $<
$(B)/fuzzobj/lib.a: $(call objs,fuzzobj,$(LIBSRC) $(GEN))
	@rm -f $@ && ar rcs $@ $^
$(B)/fuzz/%: $(B)/fuzzobj/tests/fuzz/%.o $(B)/fuzzobj/lib.a
	@mkdir -p $(@D)
	$(CLANG) -fsanitize=fuzzer,address -o $@ $< $(B)/fuzzobj/lib.a $(LIBS)
# ten minutes each, with the checked-in corpora as a start
FUZZ_SECONDS ?= 600
fuzz: fuzz-build
	@for f in $(patsubst tests/fuzz/%_fuzz.c,%,$(FUZZ)); do \
		mkdir -p $(B)/fuzz-corpus/$$f; \
		$(B)/fuzz/$${f}_fuzz -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 $(B)/fuzz-corpus/$$f tests/fuzz/corpus/$$f || exit 1; done

# ---- keeping house ----
layers:
	@tools/layers
format:
	clang-format -i $(SRC) $(wildcard src/*/*.h src/*.h tests/unit/*.[ch] tests/fuzz/*.c tests/*.c tools/*.c bench/*.c)
tidy: $(B)/gen/sql_all.c
	clang-tidy --quiet $(SRC) -- $(CSTD) $(INC)
bench:
	bench/run
$(B)/bench/%: bench/%.c
	@mkdir -p $(@D)
	$(CC) $(CSTD) $(WARN) -O2 -o $@ $<
soak: all test-build fast
	tests/soak
# judges plans by other means than the planner's: it shares names with it, no code
$(B)/plan_check: tests/plan_check.c tests/unit/plan_check.h src/planning/planner.h
	@mkdir -p $(@D)
	$(CC) $(CSTD) $(WARN) $(INC) -O2 -o $@ $<
deb: all
	tools/deb $(B)/tiemchung $(VERSION) $(B)
clean:
	rm -rf $(B) web/dist

-include $(shell find $(B) -name '*.d' 2>/dev/null)
.SECONDARY:
