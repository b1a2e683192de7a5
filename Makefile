# Every task is one word; `make` alone lists them. Python 3.11 or later is all that must be there.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help

.PHONY: help
help:  ## List the targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: $(VENV)/.runtime  ## Run every operation against the sandbox, and print what happens.
	@$(BIN)/python examples/quickstart.py

.PHONY: test
test: $(VENV)/.development types  ## Check the types and run the tests.
	$(BIN)/pytest

.PHONY: lint
lint: $(VENV)/.development  ## Check style and formatting.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

.PHONY: types
types: $(VENV)/.development  ## Check the types with mypy and basedpyright, both strict.
	$(BIN)/mypy
	$(BIN)/basedpyright

.PHONY: lock
lock:  ## Pin the newest versions of what requirements-dev.in asks for.
	rm -rf build/lock
	$(PYTHON) -m venv build/lock
	build/lock/bin/pip install --quiet --disable-pip-version-check --requirement requirements-dev.in
	(grep '^#' requirements-dev.txt; build/lock/bin/pip freeze) > build/lock/pinned.txt
	mv build/lock/pinned.txt requirements-dev.txt

.PHONY: clean
clean:  ## Remove everything that the other targets can make again.
	rm -rf $(VENV) build dist site .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

# What users install, in the pinned versions; enough for the demo.
$(VENV)/.runtime: requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	$(PIP_INSTALL) --constraint requirements-dev.txt hatchling
	$(PIP_INSTALL) --constraint requirements-dev.txt --no-build-isolation --editable '.[sandbox]'
	@touch $@

$(VENV)/.development: $(VENV)/.runtime
	$(PIP_INSTALL) --requirement requirements-dev.txt
	@touch $@
