# Craftify Email: `make help` lists the targets.
PYTHON ?= python3
PORT ?= 8000
COUNT ?= 10000
VENV := .venv
BIN := $(VENV)/bin
export CRAFTIFY_DATA_DIR ?= $(CURDIR)/var

STATIC_SOURCES := $(shell find static -type f -not -path 'static/dist/*' 2>/dev/null)
BUNDLES := static/dist/.built
COLLECTED := var/static/staticfiles.json

.PHONY: help
help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: $(COLLECTED) ## Serve the product with the demo organization on http://127.0.0.1:8000 (PORT=…)
	@exec $(BIN)/python manage.py serve --port $(PORT)

.PHONY: test
test: $(VENV)/dev.stamp $(COLLECTED) system-packages ministack contract ## Set up everything the tests need, then run all of them
	$(BIN)/pytest

.PHONY: conformance
conformance: $(VENV)/dev.stamp ministack ## Compare the embedded store with its peer on COUNT=… random sequences
	CRAFTIFY_CONFORMANCE_SEQUENCES=$(COUNT) $(BIN)/pytest tests/conformance

.PHONY: ministack
ministack:
	@PYTHON=$(PYTHON) sh tests/conformance/setup

.PHONY: contract
contract:
	@PYTHON=$(PYTHON) sh tests/contract/setup

.PHONY: lint
lint: $(VENV)/dev.stamp ## Style, types and import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports

.PHONY: bench
bench: $(VENV)/dev.stamp $(COLLECTED) ## Print the benchmark tables
	@PYTHON=$(PYTHON) sh tests/bench/storage-peers
	@PYTHON=$(PYTHON) sh tests/bench/api-peers
	$(BIN)/python -m tests.bench

# With the hash of every file, so that nothing else can be installed. `UPGRADE=` keeps what is pinned.
UPGRADE ?= --upgrade
COMPILE = var/lock/bin/uv pip compile --universal --python-version 3.11 --no-header --no-emit-index-url --no-annotate --generate-hashes --quiet $(UPGRADE)

.PHONY: lock
lock: ## Pin the dependencies of pyproject.toml anew (UPGRADE= keeps the versions there are)
	$(PYTHON) -m venv var/lock && var/lock/bin/pip -q install uv
	$(COMPILE) pyproject.toml -o requirements.txt
	$(COMPILE) --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

.PHONY: audit
audit: ## Look for known weaknesses of the pinned dependencies
	@PYTHON=$(PYTHON) sh tests/dependencies/setup
	@$(PYTHON) -m tests.dependencies.audit var/audit/bin/pip-audit npm

.PHONY: sbom
sbom: ## Write what the product is made of to var/sbom.json (CycloneDX)
	@$(PYTHON) -m tests.dependencies.sbom var/sbom.json

.PHONY: clean
clean: ## Remove what was built and installed; the data in var/ stays
	rm -rf $(VENV) node_modules static/dist var/static

$(VENV)/run.stamp: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Craftify needs Python 3.11 or newer; set PYTHON=…")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/run.stamp
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

node_modules/.installed: package.json package-lock.json
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' || { echo "Craftify needs Node 20 or newer to build its scripts."; exit 1; }
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(BUNDLES): node_modules/.installed $(STATIC_SOURCES)
	npm run --silent build
	@touch $@

$(COLLECTED): $(VENV)/run.stamp $(BUNDLES)
	@$(BIN)/python manage.py collectstatic --noinput --clear -v 0
	@touch $@

.PHONY: system-packages
system-packages: ## Install Chromium and Redis with apt where that is possible
	@sh tests/system-packages.sh
