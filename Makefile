# Two commands matter: `make run` sets up and runs Schoolwacht; `make test` sets up and proves it.
# The rest: demo (a simulated school), check, protos, docs, dashboards, messages, lock, bench, chaos, fuzz, recordings, clean.

SHELL := bash
PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run demo test check format protos docs dashboards messages lock bench chaos fuzz recordings clean help

help:
	@sed -n '1,2p' Makefile

run: .run/installed-run
	@exec $(BIN)/schoolwacht run --with-agent

demo: .run/installed-run
	@exec $(BIN)/schoolwacht demo

test: .run/installed-dev
	@tools/test.sh

check: .run/installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .run/installed-dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

protos: .run/installed-dev
	$(BIN)/python tools/protos.py

docs: .run/installed-dev
	$(BIN)/python tools/vocabulary.py
	$(BIN)/python tools/reference.py
	$(BIN)/python tools/openapi.py
	$(BIN)/python tools/coverage_page.py

dashboards: .run/installed-dev
	$(BIN)/python dashboards/generate.py

messages: .run/installed-dev
	$(BIN)/python tools/messages.py update

lock: .run/installed-dev
	tools/lock.sh

bench: .run/installed-dev
	$(BIN)/python tests/load/bench.py

chaos: .run/installed-dev
	$(BIN)/python tests/chaos/run_chaos.py --kills $(or $(KILLS),60) --seed $(or $(SEED),1)

fuzz: .run/installed-dev
	@PYTHONPATH=tools:tests $(BIN)/python tests/fuzz

recordings: .run/installed-dev
	@PYTHONPATH=tools $(BIN)/python -m recordings $(DIR)

clean:
	rm -rf .venv .run build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# Installs only what the locks say, with their hashes; a repeat costs nothing.
.run/installed-run: requirements/collector.txt pyproject.toml
	@tools/install.sh "$(PYTHON)" requirements/collector.txt
	@mkdir -p .run && touch $@

.run/installed-dev: requirements/dev.txt pyproject.toml
	@tools/install.sh "$(PYTHON)" requirements/dev.txt
	@mkdir -p .run && touch .run/installed-run $@

# The agent's installer for Windows, made on Linux: build/msi/schoolwacht-agent-VERSION.msi.
.PHONY: msi
msi: .run/installed-dev
	@tools/build-msi.sh

# The agent's deb and rpm, in build/packages: the same commit gives the same bytes.
.PHONY: packages
packages: .run/installed-dev
	@tools/build-packages.sh
