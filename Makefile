# The two commands to know are `make run` and `make test`.
GOLANGCI_VERSION := v2.15.0
TOOLS            := $(CURDIR)/.cache/bin
VERSION          := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
FUZZTIME         ?= 60s
BENCH_ATTEMPTS   ?= 1000000

# go.mod names the toolchain with the fixes that we need; an older Go fetches it.
export GOTOOLCHAIN := auto

.DEFAULT_GOAL := help
.PHONY: help install run test test-all lint vuln race e2e lms conformance keyring bench sidebyside soak house build shots

help: ## list the commands
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

install: ## install examdesk into GOBIN
	CGO_ENABLED=0 go install -trimpath -ldflags "-s -w -X main.version=$(VERSION)" .

run: ## open the desk; on sample data when nothing is configured
	@go run .

# Go keeps the results of tests whose packages did not change; CI runs all of them,
# in an order of chance: make test TESTFLAGS='-count=1 -shuffle=on'.
# Long lists of cases are tried in part, properties with fewer examples; make e2e
# tries the whole of them (conformance/sampled).
test: ## every test that needs only Go
	RAPID_CHECKS=$${RAPID_CHECKS:-30} EXAMDESK_REPLAY_EVERY=$${EXAMDESK_REPLAY_EVERY:-8} go test $(TESTFLAGS) ./...

test-all: test lint vuln race e2e lms ## test, lint, vuln, race, e2e and lms

lint: $(TOOLS)/golangci-lint-$(GOLANGCI_VERSION) ## run the linters
	$< run ./...

$(TOOLS)/golangci-lint-$(GOLANGCI_VERSION):
	GOBIN=$(TOOLS)/install go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)
	mv $(TOOLS)/install/golangci-lint $@

vuln: ## known vulnerabilities that the program reaches; VULNDB=latest asks for today's
	.ci/vuln

# What runs command after command, each in a process of its own, or encrypts with
# scrypt has no two goroutines to compare and takes ten minutes under the detector;
# make test runs it.
ALONE := ^(TestScripts|TestImportScripts|TestStrangersFiles|TestStrangersProgram|TestImportIntoVault|TestProgramsGetNoSecrets|TestKeysOnATerminal)$$

race: ## the tests under the race detector
	go test -race -timeout 40m -skip '$(ALONE)' ./...

e2e: build ## the desk in a real terminal; needs Python for the comparison with edx-proctoring
	.ci/e2e

lms: build ## on an LMS: edx-proctoring under gunicorn on MariaDB; installs Debian's packages
	.ci/lms

conformance: ## compare with edx-proctoring, recorded and running; needs Python
	.ci/conformance

keyring: ## the OS keyring for real; installs dbus and gnome-keyring
	.ci/keyring

bench: build ## the benchmarks at a million attempts; takes a while
	EXAMDESK_BENCH_ATTEMPTS=$(BENCH_ATTEMPTS) go test -run '^$$' -bench . -benchmem -timeout 120m ./store/sample ./engine ./journal ./tui/...
	EXAMDESK_BENCH_ATTEMPTS=$(BENCH_ATTEMPTS) EXAMDESK_BIN=$(CURDIR)/bin/examdesk go test -tags e2e -run '^$$' -bench . -timeout 60m ./conformance/desk
	EXAMDESK_DESKS=200 EXAMDESK_DECISIONS=20 EXAMDESK_BIN=$(CURDIR)/bin/examdesk go test -tags e2e -count=1 -run E2EDesks -v ./conformance/desks

sidebyside: build ## the server beside edx-proctoring under gunicorn: a table of speeds; half an hour
	EXAMDESK_BIN=$(CURDIR)/bin/examdesk EXAMDESK_SIDE_PYTHON=$$(.ci/venv sidebyside conformance/sidebyside/requirements.txt) \
	EXAMDESK_SIDE_ATTEMPTS=$${EXAMDESK_SIDE_ATTEMPTS:-1000,10000,100000} EXAMDESK_SIDE_ALLOWANCES=5000 EXAMDESK_SIDE_ROUNDS=3 EXAMDESK_SIDE_EACH=20 \
	EXAMDESK_SIDE_SECONDS=$${EXAMDESK_SIDE_SECONDS:-600} go test -tags e2e -count=1 -timeout 180m -run SideBySide -v ./conformance/sidebyside

soak: build ## long fuzzing, crash simulations and calls of edx-proctoring itself, its newest release included
	.ci/live
	FUZZTIME=$(FUZZTIME) .ci/fuzz
	EXAMDESK_ORDERS=200000 EXAMDESK_KILLS=200 go test -count=1 -timeout 120m -run 'Crash|Orders|Kill' -v ./journal
	EXAMDESK_HTTP_REQUESTS=10000 .ci/conformance
	EXAMDESK_ORDERS=1 go test -count=1 -run TestProfilesApart -v ./cli
	EXAMDESK_KILLS=200 go test -count=1 -timeout 120m -v ./conformance/crash
	EXAMDESK_KILLS=40 EXAMDESK_BIN=$(CURDIR)/bin/examdesk go test -tags e2e -count=1 -timeout 60m -run E2EServe -v ./conformance/crash
	EXAMDESK_EVERY=1 go test -count=1 -timeout 180m -run TestPlanIsDeed -v ./engine
	.ci/lms '^TestSoak'
	EXAMDESK_MIRROR_CHANGES=10000 .ci/lms

house: ## the figures of the code's shape, with their targets
	go run ./conformance/house

build: ## build bin/examdesk
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o bin/examdesk .

shots: build ## draw the screenshots in docs/img; needs fonts (fonts-dejavu-core, fonts-noto-core, fonts-ipafont-gothic)
	go run ./conformance/screen/shot -script docs/shots.txt -out docs/img
