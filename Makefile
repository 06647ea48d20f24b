.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
CODE := src tests tools $(wildcard bench)

.PHONY: help setup web demo serve test fast strain check format bench chaos nightly docs screenshots lock clean

help: ## Say what can be made
	@echo "Taktline - manufacturing operations on one ledger"
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## Make the environment in .venv with the pinned versions

$(READY): pyproject.toml requirements.lock tools/setup.py
	@$(PYTHON) tools/setup.py

web: $(READY) ## Build the web client (done by demo, serve and test too)
	@$(BIN)/python tools/web.py build

demo: web ## Start a plant with a month of history and watch it run (LAN=1: for the network)
	@$(BIN)/taktline demo $(if $(LAN),--lan)

serve: web ## Start the platform alone
	@$(BIN)/taktline serve

# Processes that run tests beside each other; 0: all in one.
SIDE_BY_SIDE ?= 0
test: web ## Check everything and run all tests
	@$(MAKE) --no-print-directory check; checked=$$?; \
	$(BIN)/python tools/web.py test || checked=1; \
	$(BIN)/pytest -n $(SIDE_BY_SIDE) $(PYTEST_ARGS); tested=$$?; \
	[ $$checked -eq 0 ] || echo "make check failed; its findings stand above the tests." >&2; \
	[ $$checked -eq 0 ] && [ $$tested -eq 0 ]

fast: $(READY) ## Run the tests that need no database: unit, property, tidy
	@$(BIN)/pytest -q -p no:schemathesis -m "not slow" $(wildcard tests/unit tests/property tests/tidy) $(PYTEST_ARGS)

strain: web ## Run the browser tests with late answers and slow pages (PYTEST_ARGS=-x)
	@STRAIN=1 $(BIN)/pytest -q $(if $(filter tests/%,$(PYTEST_ARGS)),,tests/browser) $(PYTEST_ARGS)

check: $(READY) ## Format, lint, types, architecture, web client
	@$(BIN)/ruff format --check --output-format concise $(CODE)
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/mypy
	@$(BIN)/python tools/web.py check

format: $(READY) ## Bring the code into the house format
	@$(BIN)/ruff check --fix-only --quiet $(CODE)
	@$(BIN)/ruff format $(CODE)
	@$(BIN)/python tools/web.py format

bench: $(READY) ## Measure, and compare with the reference of the same run
	@$(BIN)/python -m bench

KILLS ?= 200
chaos: $(READY) ## Kill processes under load, then compare every row (KILLS=200)
	@$(BIN)/python -m tests.chaos --kills $(KILLS)

COMMANDS ?= 1000000
nightly: $(READY) ## Give the model machines COMMANDS=1000000 commands, then KILLS=200
	@MACHINE_COMMANDS=$(COMMANDS) $(BIN)/pytest -q tests/property/test_kernel_machine.py $(PYTEST_ARGS)
	@$(MAKE) --no-print-directory chaos

docs: $(READY) ## Write the generated pages of docs/reference and the client's types
	@$(BIN)/python -m tools.role_documents
	@$(BIN)/python -m tools.reference
	@$(BIN)/python -m tools.api_client

screenshots: web ## Photograph the main screens of a demo for the docs (needs Chromium)
	@$(BIN)/python -m tools.screenshots

lock: $(READY) ## Write requirements.lock from what is installed
	@$(BIN)/python -m tools.lock

clean: ## Remove what tools and builds left behind; .venv stays
	@rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
