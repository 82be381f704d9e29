# Stadtsiegel: everything a newcomer types. Each target sets up what it needs by itself.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo serve new try test chaos fuzz mutation bench lint format requirements clean

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PACKAGES := credentials use_cases plumbing trust_registry issuer verifier wallet_sim stadtsiegel
T ?= tests
INTEROP := tests/interop
# Two workers at least: half of the suite waits for servers, not for the processor.
WORKERS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); echo $$(( n > 2 ? n : 2 )))

help: ## Show what can be typed here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.runtime ## Issue, check, revoke and refuse a library card, for real (10 seconds; FORMAT=ldp_vc, ...)
	@$(BIN)/python -m stadtsiegel demo $(if $(FORMAT),--format $(FORMAT))

serve: $(VENV)/.runtime ## Start the whole city on this machine, with a start page to click through
	@$(BIN)/python -m stadtsiegel serve

new: $(VENV)/.runtime ## Begin a document of your own: a few questions, and Enter answers them (NAME=parking_permit)
	@$(BIN)/python -m stadtsiegel use-case new $(or $(NAME),$(error say NAME=..., such as NAME=parking_permit))

try: $(VENV)/.runtime ## Take a document of the catalogue, or of a folder, through its whole life, for real (NAME=event_ticket)
	@$(BIN)/python -m stadtsiegel use-case try $(or $(NAME),$(error say NAME=..., such as NAME=event_ticket))

test: $(VENV)/.dev $(INTEROP)/node_modules/.ready ## Run all tests (one file or folder: make test T=tests/credentials)
	@$(BIN)/python -m pytest -n $(WORKERS) --dist=worksteal -q $(T)

chaos: $(VENV)/.dev ## Kill, race, cut and restore for real (40 minutes; ROUNDS=n SEED=s; goes on when interrupted)
	@ROUNDS="$(ROUNDS)" SEED="$(SEED)" $(BIN)/python -m tests.chaos $(DRILLS)

mutation: $(VENV)/.dev ## Make small wrong changes in the code that verifies; do tests notice? (40 minutes; SAMPLE=n SEED=s)
	@SAMPLE="$(SAMPLE)" SEED="$(SEED)" WORKERS="$(WORKERS)" $(BIN)/python -m tests.mutation $(ROOMS)

fuzz: $(VENV)/.dev ## Feed a million changed inputs to every parser (20 minutes; INPUTS=n SEED=s TARGETS=names; goes on when interrupted)
	@INPUTS="$(INPUTS)" SEED="$(SEED)" $(BIN)/python -m tests.fuzz $(TARGETS)

bench: $(VENV)/.dev $(INTEROP)/node_modules/.ready ## Measure on this machine: cards against peers; durable issuance; 200 packages (three minutes)
	@$(BIN)/python -m benchmarks.performance
	@$(BIN)/python -m benchmarks.durable_issuance
	@$(BIN)/python -m benchmarks.many_packages

lint: $(VENV)/.dev ## Check style, types and that the floors hold
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/mypy benchmarks
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports

format: $(VENV)/.dev ## Put the code into the house's form
	@$(BIN)/ruff check --fix-only -q . || true
	@$(BIN)/ruff format -q .

requirements: $(VENV)/.dev ## Pin the newest libraries again (needs uv on PATH)
	@uv pip compile -q --upgrade --generate-hashes --no-emit-index-url --no-annotate --no-header --universal \
		--python-version 3.11 --group build pyproject.toml -o requirements/runtime.txt
	@uv pip compile -q --upgrade --generate-hashes --no-emit-index-url --no-annotate --no-header --universal \
		--python-version 3.11 --group build --group dev pyproject.toml -o requirements/dev.txt

clean: ## Remove what the targets above have made
	@rm -rf $(VENV) $(INTEROP)/node_modules .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# --- set-up -----------------------------------------------------------------------------------------------------

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then echo "Python 3.11 or newer is missing. On Debian or Ubuntu: apt install python3" >&2; exit 1; fi
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "Python's venv with pip is missing. On Debian or Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

# One dot for every library, so that nobody wonders whether it still works.
define install
	@echo "Setting up: $(2) (once, about a minute)"
	@$(BIN)/python -m pip install --disable-pip-version-check --no-input --require-hashes -r $(1) \
		| awk '/^Collecting|^Requirement already/ { printf "."; fflush() } END { print "" }'
	@$(BIN)/python -m pip install --disable-pip-version-check --no-input -q --no-deps --no-build-isolation -e .
endef

$(VENV)/.runtime: requirements/runtime.txt pyproject.toml | $(BIN)/python
	$(call install,requirements/runtime.txt,the libraries that Stadtsiegel runs with)
	@touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml | $(BIN)/python
	$(call install,requirements/dev.txt,libraries and tools for tests and lint)
	@touch $@ $(VENV)/.runtime

# Other people's wallets and verifiers for tests/interop; without Node those tests say why they skip.
$(INTEROP)/node_modules/.ready: $(wildcard $(INTEROP)/package.json)
	@mkdir -p $(@D)
	@if [ -f $(INTEROP)/package.json ] && command -v npm >/dev/null 2>&1; then \
		echo "Setting up: other people's implementations from npm (once)"; \
		npm --prefix $(INTEROP) install --no-audit --no-fund --no-package-lock --ignore-scripts --loglevel=error \
			&& touch $@ || echo "npm could not install them: the interop tests will be skipped"; \
	fi
