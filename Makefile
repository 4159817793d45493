# What a person does with this repository. `make help` lists the targets.

PREFIX ?= /usr/local
SWIFT ?= swift

# One scratch path for debug builds and tests, one for release builds.
DEBUG := .build
RELEASE := .build-release
LEEWAY := $(RELEASE)/release/leeway
SAMPLE := SampleLogs/leeway.yaml
SOURCES := Sources Tests Benchmarks Package.swift

# What the build links against, and what the tests need besides.
PACKAGES := ca-certificates g++ git libncurses-dev libsimdjson-dev libsqlite3-dev libzstd-dev zlib1g-dev
TEST_PACKAGES := $(PACKAGES) prometheus-alertmanager python3 tmux

.PHONY: build demo test check baseline bench bench-live bench-screen bench-alarms drill install uninstall format lint clean help packages test-packages

build: packages ## build the release binary (the default)
	$(SWIFT) build -c release --scratch-path $(RELEASE) --product leeway

demo: build ## three days of incidents: in the dashboard on a terminal, else as a summary
	@if [ -t 0 ] && [ -t 1 ]; then \
	  $(LEEWAY) replay --config $(SAMPLE) --watch --speed 600; \
	else \
	  echo '+ $(LEEWAY) replay --config $(SAMPLE)'; \
	  $(LEEWAY) replay --config $(SAMPLE); status=$$?; \
	  if [ $$status -ne 1 ]; then exit $$status; fi; \
	fi

test: test-packages ## build and run all tests
	$(SWIFT) test --scratch-path $(DEBUG)

check: build ## check the shipped configuration, and test its rules
	$(LEEWAY) check --config $(SAMPLE)
	$(LEEWAY) test AlertRules/tests/*.yaml

baseline: build ## rebuild SampleLogs/baseline.json from the reference log
	$(LEEWAY) baseline --config $(SAMPLE) --reference SampleLogs/logs/reference.jsonl.gz \
	  --labels SampleLogs/logs/reference-labels.jsonl.gz

bench: build ## measure speed and memory, beside DuckDB and Polars where Python has them; prints tables
	$(SWIFT) run -c release --package-path Benchmarks --scratch-path $(RELEASE)/benchmarks \
	  leeway-benchmarks --leeway $(LEEWAY) $(BENCH_OPTIONS)

bench-live: build ## measure the agent on logs that grow: lag, processor, checkpoints, restart
	$(SWIFT) run -c release --package-path Benchmarks --scratch-path $(RELEASE)/benchmarks \
	  leeway-live --leeway $(LEEWAY) $(BENCH_OPTIONS)

bench-screen: build ## measure the dashboard in a terminal, beside htop and btop where they are installed
	$(SWIFT) run -c release --package-path Benchmarks --scratch-path $(RELEASE)/benchmarks \
	  leeway-screen --leeway $(LEEWAY) $(BENCH_OPTIONS)

bench-alarms: build ## count false alarms on stable days, and hours until a change is noticed; takes minutes
	$(SWIFT) run -c release --package-path Benchmarks --scratch-path $(RELEASE)/benchmarks \
	  leeway-alarms --leeway $(LEEWAY) $(BENCH_OPTIONS)

# A longer kill test than that of `make test`: KILLS=1000 for a night.
KILLS ?= 200
drill: build test-packages ## kill the release build again and again while its logs grow
	LEEWAY_PROGRAM=$(LEEWAY) LEEWAY_KILLS=$(KILLS) $(SWIFT) test --scratch-path $(DEBUG) --filter KillTests

install: build ## install to PREFIX (default /usr/local); DESTDIR is honoured
	install -d '$(DESTDIR)$(PREFIX)/bin'
	install -m 755 $(LEEWAY) '$(DESTDIR)$(PREFIX)/bin/leeway'

uninstall: ## remove what install put there
	rm -f '$(DESTDIR)$(PREFIX)/bin/leeway'

format: ## format the sources
	$(SWIFT) format --in-place --recursive $(SOURCES)

lint: ## check the format; any finding is an error
	$(SWIFT) format lint --strict --recursive $(SOURCES)

clean: ## remove what was built
	rm -rf $(DEBUG) $(RELEASE)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

packages:
	@sh scripts/ensure-packages.sh $(PACKAGES)

test-packages:
	@sh scripts/ensure-packages.sh $(TEST_PACKAGES)
