# The two commands a newcomer needs: `make start` and `make test`. `make help` lists the rest.
SHELL := /bin/sh
PYTHON ?= python3
VENV ?= .venv
STACK ?= embedded# or: full, with a private PostgreSQL and Redis
ROUNDS ?= 5# of `make bench`
BIN := $(VENV)/bin
WORKERS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); [ $$n -gt 4 ] && n=4; echo $$n)
LAYERS := presentation scheduler executor_node

FRONTEND := presentation/frontend
BUILT := presentation/src/noc_presentation/frontend_build/index.html
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix $(FRONTEND)

.DEFAULT_GOAL := help
.PHONY: help start demo test check check-python check-screens proof frontend screens screenshots system-for-tests bench bench-durable bench-memory bench-inventory bench-ui openapi schema sbom audit clean system

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

start: $(VENV)/.installed system screens ## set everything up, walk the demo once, keep all three layers running (Ctrl+C ends it)
	@$(BIN)/python -m demo start --stack $(STACK)

demo: $(VENV)/.installed system ## the demo alone: six real SSH hosts, one flowchart, then everything is gone again
	@$(BIN)/python -m demo run --stack $(STACK)

test: $(VENV)/.installed ## set everything up and run every check and test
	@$(MAKE) -j3 --output-sync=target --no-print-directory system-for-tests check
	$(BIN)/pytest -n $(WORKERS) --dist loadgroup -m "not proof"

check: check-python check-screens ## style, types, import contracts, words of the screens

check-python: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --config setup.cfg

check-screens: $(BUILT)
	@$(NPM) run -s check
	@$(NPM) run -s test

frontend: $(BUILT) ## build the screens (with Node from PyPI, nothing has to be there before)

screens: # the same; everything else works without them, so a registry out of reach ends nothing
	@$(MAKE) -s frontend || echo "The screens could not be built; everything else works" >&2

screenshots: $(VENV)/.installed system-for-tests frontend ## take the pictures of the screens in docs/screens anew
	$(BIN)/python -m demo.screenshots docs/screens

proof: $(VENV)/.installed system-for-tests frontend ## the longer proofs, up to an hour
	$(BIN)/pytest -n $(WORKERS) --dist loadgroup -m "proof or hypothesis" --hypothesis-profile searching

bench: $(VENV)/.installed system ## our product side by side with others; WHAT="w1 w3", WHAT=soak, ROUNDS=5
	$(BIN)/python -m benchmarks.compare $(WHAT) --rounds $(ROUNDS) --json benchmarks/results/latest.json

bench-durable: $(VENV)/.installed ## what the durable scheduler does per second, on PostgreSQL and SQLite
	$(BIN)/python -m benchmarks.durable

bench-memory: $(VENV)/.installed ## what 10,000 waiting hosts cost the scheduler's processes in memory
	$(BIN)/python -m benchmarks.memory

bench-inventory: $(VENV)/.installed ## what the inventory does with 10,000 hosts in 200 groups, on PostgreSQL
	$(BIN)/python -m benchmarks.inventory

bench-ui: $(VENV)/.installed system-for-tests frontend ## how quick the screens are with 2,000 hosts, 100,000 lines and 300 nodes
	$(BIN)/python -m benchmarks.screens

openapi: $(VENV)/.installed ## write each layer's openapi.json anew
	$(BIN)/noc-presentation openapi > presentation/openapi.json
	$(BIN)/noc-scheduler openapi > scheduler/openapi.json
	$(BIN)/noc-executor-node openapi > executor_node/openapi.json

schema: $(VENV)/.installed ## write the JSON Schemas of the language anew
	$(BIN)/noc-scheduler schema procedure > playbooks/procedure.schema.json
	$(BIN)/noc-scheduler schema rehearsal > playbooks/rehearsal.schema.json

sbom: $(VENV)/.installed ## write a CycloneDX bill of materials for each layer into build/sbom
	@$(BIN)/python -m supply_chain.sbom $(LAYERS_OF_SBOM)

audit: $(VENV)/.installed ## ask a public advisory service what is known against the three layers; ADVISORIES=address
	@$(BIN)/python -m supply_chain.advisories $(if $(ADVISORIES),--service $(ADVISORIES))

system: ## what the demo and the tests need from the system (installed when root, named otherwise)
	@sh demo/system.sh

system-for-tests: # and what only the tests use: a browser, snmptrap, RabbitMQ
	@sh demo/system.sh tests

clean: ## forget the virtual environment and all caches
	rm -rf $(VENV) .run .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage

$(VENV)/.installed: $(LAYERS:%=%/pyproject.toml) tests/requirements.txt
	@sh demo/python.sh $(PYTHON) $(VENV)
	$(BIN)/pip install -q --disable-pip-version-check --no-compile -r tests/requirements.txt $(LAYERS:%=-e %)
	@$(BIN)/pip uninstall -q -y rfc3987-syntax # only cyclonedx-bom wants it; each import of jsonschema reads a grammar with it for 2 s
	-@$(BIN)/python -m compileall -qq -j 0 $(VENV)/lib # pip does so with one processor
	@touch $@

$(FRONTEND)/node_modules/.installed: $(FRONTEND)/package-lock.json | $(VENV)/.installed
	@$(NPM) ci --no-audit --no-fund --loglevel=error
	@touch $@

$(BUILT): $(shell find $(FRONTEND)/src $(FRONTEND)/public $(FRONTEND)/*.* -type f 2>/dev/null) presentation/openapi.json | $(FRONTEND)/node_modules/.installed
	@$(NPM) run -s build -- --logLevel warn
