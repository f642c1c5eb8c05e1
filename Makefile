# The project's verbs. Each does its own set-up in .venv, from Python 3.11 or newer and pip alone.

PYTHON ?= python3
BIN := .venv/bin
export NO_MKDOCS_2_WARNING := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help

.PHONY: help
help: ## say what each verb does
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

.PHONY: setup
setup: .venv/dev.done ## install everything, torch included (several GB on Linux)

.PHONY: serve
serve: .venv/site.done ## show the site at http://127.0.0.1:8000/ and /en/, without installing torch
	$(BIN)/mkdocs serve

.PHONY: build
build: .venv/site.done ## write the site of both languages into site/
	$(BIN)/mkdocs build --strict

.PHONY: test
test: setup ## run every code block of every page, and the tests
	$(BIN)/pytest

.PHONY: check
check: setup ## lint, types, the ledger, both languages side by side, planted faults
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest docs -q
	$(BIN)/python -m tutorial_lib.pages check
	$(BIN)/python -m tutorial_lib.pages promises-mutants --at-least 99

# Where `train` leaves its run and `publish` finds it.
RUN ?= runs/mnist

.PHONY: train
train: setup ## train on all of MNIST, on the GPU if there is one
	$(BIN)/python -m tutorial_lib train --out $(RUN)

.PHONY: publish
publish: setup ## run the pages, then write site/ with what was trained, or refuse and say why
	$(BIN)/pytest -q docs
	$(BIN)/python -m tutorial_lib.publish $(RUN)

.PHONY: figures
figures: setup ## draw the pictures of the pages again
	for script in docs/figures/*.py; do $(BIN)/python $$script || exit 1; done

.PHONY: requirements
requirements: setup ## pin the newest versions that pyproject.toml allows, with hashes
	$(BIN)/uv pip compile $(PIN) --group uv -o requirements/uv.txt
	$(BIN)/uv pip compile $(PIN) --group site -o requirements/site.txt
	$(BIN)/uv pip compile $(PIN) --all-extras --group dev pyproject.toml -o requirements/dev.txt

PIN := -q --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate \
       --no-emit-index-url --custom-compile-command "make requirements"

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "This needs Python 3.11 or newer; choose one with `make PYTHON=/path/to/python`.")'
	$(PYTHON) -m venv .venv

# What is installed is told by these two files: a changed pin installs again.
.venv/site.done: requirements/site.txt | .venv/bin/python
	$(BIN)/pip install -q --require-hashes -r requirements/site.txt
	$(BIN)/pip install -q --no-deps --no-build-isolation --editable .
	touch $@

# uv unpacks torch's several GB many times faster than pip, but does not know which mirror pip was told to use.
.venv/dev.done: requirements/dev.txt .venv/site.done
	$(BIN)/pip install -q --require-hashes -r requirements/uv.txt
	mirror="$${PIP_INDEX_URL:-$$($(BIN)/pip config get global.index-url 2>/dev/null)}"; \
	$(BIN)/uv pip install -q --python $(BIN)/python $${mirror:+--default-index "$$mirror"} \
	    --require-hashes -r requirements/dev.txt
	touch $@
