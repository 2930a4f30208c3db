# Everything a developer does, by name. `make` alone lists it.

CONFIG ?= debug
STATE ?= .run
PORT ?= 8443

SWIFT_BUILD = swift build --configuration $(CONFIG)
# A crash report would print memory, perhaps keys.
export SWIFT_BACKTRACE = enable=no

# One after the other, also where make was told to do several things at once: each wants all processors.
.NOTPARALLEL:

.PHONY: help setup build run test test-swift test-browser test-pieces test-sanitized test-crash test-power fuzz bench lint deb test-deb

help:
	@echo 'make run        build and start a real daemon with a demo structure (STATE=folder PORT=number)'
	@echo 'make test       all tests: Swift, browser, 20 crashes'
	@echo 'make build      build vaultd and vaultctl (CONFIG=release for the fast ones)'
	@echo 'make setup      install the Debian packages that building and running need'
	@echo 'make bench      one table of figures, each beside its baseline'
	@echo 'make fuzz       libFuzzer on every parser, SECONDS=60 each'
	@echo 'make test-sanitized  tests of the engine under AddressSanitizer; a build of its own'
	@echo 'make test-crash 200 kills at random moments'
	@echo 'make test-power power cuts in a virtual machine'
	@echo 'make deb        the Debian package, in .build/deb'
	@echo 'make test-deb   the package on a booted Debian 12; builds it first'
	@echo 'make lint       style of the Swift sources'

setup:
	@packaging/development/setup build

build: setup
	$(SWIFT_BUILD) --product vaultd
	$(SWIFT_BUILD) --product vaultctl

run: build
	@packaging/development/run "$$($(SWIFT_BUILD) --show-bin-path)" "$(STATE)" "$(PORT)"

test: test-swift test-browser test-pieces
	$(MAKE) test-crash CRASHES=20

# Parsers for the fuzzer and pieces of the bench are built from lists of files, which nothing else looks at.
test-pieces:
	@packaging/development/setup build
	@for list in Tests/Bench/*/sources.txt; do \
		piece=$$(basename "$$(dirname $$list)"); echo "building $$piece"; \
		Tests/Bench/build $$piece .build/bench/check-$$piece || exit 1; \
	done
	Tests/Fuzz/run seeds

# What a test process that crashes prints: where, and nothing of what its memory holds.
test-swift test-sanitized: export SWIFT_BACKTRACE = enable=yes,interactive=no,color=no,threads=crashed,registers=none,images=none
test-swift:
	@packaging/development/setup build test
	swift build --build-tests
	@Tests/Support/python -c ''
	packaging/development/swift-test --skip VaultdTests
	@# Deadlines and answering times mean something only while nothing else wants the processors.
	packaging/development/swift-test --no-parallel --filter VaultdTests

# Leaks are left out: what the languages' run times keep for good looks like one.
test-sanitized:
	@packaging/development/setup build test
	swift build --build-tests --sanitize=address --scratch-path .build/sanitized
	ASAN_OPTIONS=detect_leaks=0 timeout 3600 swift test --skip-build --sanitize=address --scratch-path .build/sanitized \
		--skip VaultdTests --skip VaultctlTests

test-browser: build
	@packaging/development/setup test
	Tests/BrowserTests/run "$$($(SWIFT_BUILD) --show-bin-path)"

CRASHES ?= 200
test-crash: build
	@packaging/development/setup test
	Tests/CrashTests/run "$$($(SWIFT_BUILD) --show-bin-path)" --crashes $(CRASHES)

CUTS ?= 20
test-power: build
	@packaging/development/setup test power
	Tests/PowerTests/run "$$($(SWIFT_BUILD) --show-bin-path)" --cuts $(CUTS)

SECONDS ?= 60
fuzz:
	@packaging/development/setup build
	@for target in $$(ls -d Tests/Fuzz/*/); do Tests/Fuzz/run "$$(basename $$target)" $(SECONDS) || exit 1; done

bench:
	@packaging/development/setup build test bench
	$(MAKE) build CONFIG=release
	swift build --configuration release --product Population
	Tests/Bench/run "$$(swift build --configuration release --show-bin-path)"

lint:
	swift format lint --strict --recursive --parallel Package.swift Sources Tests

deb:
	@packaging/deb

test-deb: deb
	@packaging/development/setup build test-deb
	Tests/PackageTests/run .build/deb
