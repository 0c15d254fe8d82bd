# Everything a developer does, by one word. `make` alone lists the words.
#
#   PYTHON=python3.11  another Python for the virtual environment      PORT=8001  another port for the site
#   ARGS="-k name"     passed on to pytest, or to manage.py

PYTHON ?= python3
PORT ?= 8000
ARGS ?=
VENV_PYTHON := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup run demo manage test e2e check bench services test-services lock messages settings-docs screenshots lighthouse clean

help: ## List these targets
	@sed -nE 's/^([a-z0-9-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24

setup: ## Only set up: virtual environment with everything for development, Debian packages
	@$(PYTHON) -m scripts.setup run test check

run: ## Serve the site with demo data on http://127.0.0.1:$PORT, background jobs included
	@$(PYTHON) -m scripts.run --port $(PORT)

demo: ## Throw the demo data away and load it anew (asks first; ARGS=--yes does not)
	@$(PYTHON) -m scripts.setup --runtime run
	@$(VENV_PYTHON) manage.py migrate --verbosity 0
	@$(VENV_PYTHON) manage.py reset_demo $(ARGS) && $(VENV_PYTHON) manage.py load_demo

manage: ## Run a management command: make manage ARGS="check --deploy"
	@$(PYTHON) -m scripts.setup --runtime run
	@$(VENV_PYTHON) manage.py $(ARGS)

test: ## Run the whole suite without services or browser (ARGS to pytest)
	@$(PYTHON) -m scripts.setup run test
	@$(VENV_PYTHON) -m scripts.test $(ARGS)

e2e: ## Run the browser journeys in Chromium (ARGS to pytest)
	@$(PYTHON) -m scripts.setup run test e2e
	@$(VENV_PYTHON) -m scripts.test --e2e $(ARGS)

check: ## Run every static check
	@$(PYTHON) -m scripts.setup run check
	@$(VENV_PYTHON) -m scripts.check

bench: ## Measure requests, pages, certificates and storms; one JSON line per figure
	@$(PYTHON) -m scripts.setup run test e2e services
	@$(VENV_PYTHON) -m benchmarks $(ARGS)

services: ## Start a throwaway PostgreSQL and Redis, print their addresses, stop them on Ctrl-C
	@$(PYTHON) -m scripts.setup run services
	@$(VENV_PYTHON) -m scripts.services

test-services: ## Run every test that asks for a database on PostgreSQL and Redis, Celery included (ARGS to pytest)
	@$(PYTHON) -m scripts.setup run test services
	@$(VENV_PYTHON) -m scripts.services --test $(ARGS)

lock: ## Compile the pinned requirements anew from pyproject.toml (needs uv)
	@$(PYTHON) -m scripts.lock

messages: ## Collect the strings to translate into locale/ and compile them
	@$(PYTHON) -m scripts.setup check
	@$(VENV_PYTHON) -m scripts.messages

settings-docs: ## Write .env.example and docs/configuration.md from the settings reader
	@$(PYTHON) -m scripts.setup --runtime run
	@$(VENV_PYTHON) -m scripts.document_settings

screenshots: ## Make a picture of every screen in var/screenshots, and README's in docs/images
	@$(PYTHON) -m scripts.setup run test e2e
	@$(VENV_PYTHON) -m scripts.screenshots $(ARGS)

lighthouse: ## Have Lighthouse judge the front, course and material pages (needs npm; not in CI)
	@$(PYTHON) -m scripts.setup run test e2e
	@$(VENV_PYTHON) -m scripts.lighthouse $(ARGS)

clean: ## Remove caches and test leftovers; the database, uploads and keys in var/ stay
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis htmlcov .coverage test-results
	@find . -name __pycache__ -not -path "./.venv/*" -prune -exec rm -rf {} +
