# One command for each thing a person wants. Everything lives in this folder: .venv, node_modules, nothing global.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
# The lock names the release of uv, as of all else.
UV_RELEASE := $(shell sed -n '/^name = "uv"$$/{n;s/^version = "\(.*\)"$$/\1/p;}' uv.lock)
# A machine without npm gets one inside .venv.
NPM := $(shell command -v npm 2>/dev/null || echo $(CURDIR)/$(BIN)/npm)
NODE_GROUP := $(if $(shell command -v npm 2>/dev/null),,--group node)

# Whatever is tested with a database runs on PostgreSQL as well.
STORED = $(wildcard tests/accounts tests/api tests/authority tests/connected tests/demo tests/desk tests/exposure_web tests/migrations tests/payroll tests/population tests/registers tests/signed tests/tokens tests/webbase_store tests/webhooks)

UV_READY := .venv/.uv-$(UV_RELEASE)
PYTHON_READY := .venv/.synced
NODE_READY := node_modules/.installed
ASSETS_READY := src/totalis/webbase/static/vendor/.built
LANGUAGES_READY := src/totalis/authority/locale/.built

export UV_PROJECT_ENVIRONMENT := .venv
# An environment that happens to be active elsewhere is none of this project's business.
unexport VIRTUAL_ENV
# Every program that a test starts would otherwise translate all of Python anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo docs smoke test proofs check format bench clean system-deps

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

setup: $(PYTHON_READY) $(ASSETS_READY) $(LANGUAGES_READY) ## install everything into this folder (quick when nothing changed)

$(UV_READY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Totalis needs Python 3.11 or later; '$(PYTHON)' is $$($(PYTHON) --version). Name another: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_RELEASE)
	@touch $@

$(PYTHON_READY): $(UV_READY) pyproject.toml uv.lock
	$(UV) sync --quiet --frozen --all-extras $(NODE_GROUP)
	@touch $@

$(NODE_READY): $(PYTHON_READY) package.json package-lock.json
	@cmp --silent package-lock.json node_modules/.lock || { \
	  PATH="$(CURDIR)/$(BIN):$$PATH" $(NPM) ci --silent --ignore-scripts --no-audit --no-fund && cp package-lock.json node_modules/.lock; }
	@touch $@

$(ASSETS_READY): $(NODE_READY) scripts/build_assets.py scripts/document_fonts.py scripts/woff.py
	@$(BIN)/python -m scripts.build_assets
	@touch $@

$(LANGUAGES_READY): $(PYTHON_READY) scripts/catalogues.py $(wildcard src/totalis/authority/locale/*/LC_MESSAGES/django.po)
	@$(BIN)/python -m scripts.catalogues compile
	@touch $@

demo: setup ## open the web application with twelve cases, two agencies and a cast to sign in as
	$(BIN)/totalis demo

smoke: setup system-deps ## start the demo, be people of desk and agencies in a browser, verify a proof, stop
	$(BIN)/python -m scripts.smoke

system-deps: ## Chromium, poppler, PostgreSQL and Java, by apt where that is possible
	@scripts/system_deps.sh

check: setup ## format, lint, types, import direction, sizes
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/size_report.py

format: setup ## put the code in order
	$(BIN)/ruff check --fix-only --quiet
	$(BIN)/ruff format

docs: setup ## write the generated pages, schemas and the OpenAPI document anew
	$(BIN)/python -m scripts.write_contract
	$(BIN)/python scripts/write_docs.py

test: setup system-deps check ## everything that must hold before a change lands
	$(BIN)/totalis law check
	$(BIN)/python -m scripts.law_coverage
	$(BIN)/pytest -n 2 -m "not slow"

proofs: setup system-deps ## the slow proofs, and whatever stores something on PostgreSQL
	$(BIN)/pytest -n 2 -m slow
	$(BIN)/pytest -n 2 --database postgresql $(STORED)

bench: setup ## measure against other engines
	$(UV) sync --quiet --frozen --inexact --all-extras --group bench
	$(BIN)/python -m bench

clean: ## remove everything that was installed or built here
	rm -rf .venv node_modules build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache \
	  src/totalis/webbase/static/vendor src/totalis/documents/fonts $(LANGUAGES_READY)
	find src/totalis/authority/locale -name '*.mo' -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
