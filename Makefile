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

# Three files at a time, for browsers wait a lot; the tests of a file share what they build. In their own order: else the
# longest ones, which are few to a file, come last and alone.
.PHONY: test
test: setup ## run every code block of every page, and the tests
	$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder $(ARGUMENTS)

.PHONY: pages
pages: setup ## run every code block of every page, and nothing else
	$(BIN)/pytest docs

.PHONY: oldest
oldest: .venv/site.done ## the same with the oldest of everything that pyproject.toml allows, in an environment of its own
	$(BIN)/pip install -q --require-hashes -r requirements/uv.txt
	rm -rf build/oldest
	$(BIN)/uv venv -q --python $(BIN)/python build/oldest
	$(BIN)/uv pip install -q --python build/oldest/bin/python $(MIRROR) --resolution lowest-direct --group dev --editable .
	build/oldest/bin/python -m pytest -q docs

.PHONY: check
check: setup ## lint, types, the ledger, both languages side by side, planted faults
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m site_tools run
	$(BIN)/python -m site_tools check
	$(BIN)/python -m site_tools promises-mutants --at-least 99

# Where `train` leaves its run and `publish` finds it.
RUN ?= runs/mnist

.PHONY: train
train: setup ## train the network of the digit pad on all of MNIST, on the GPU if there is one; DEVICE=cuda insists on it
	$(BIN)/python -m tutorial_lib train --model cnn --out $(RUN) $(if $(DEVICE),--device $(DEVICE))

.PHONY: benchmark
benchmark: setup ## time that training, once, beside the script that it grew from
	mkdir -p build
	$(BIN)/python benchmarks/mnist.py --rounds 1 --seeds 1 --out build/benchmark.json $(if $(filter cpu,$(DEVICE)),--device cpu)

.PHONY: notebook
notebook: setup ## make the notebook of the MNIST run again, and run it
	$(BIN)/python -m site_tools notebooks mnist

.PHONY: lighthouse
lighthouse: setup ## what Lighthouse says of the site (needs npm), and how long it takes to build and to reload
	$(BIN)/python -m benchmarks.lighthouse
	$(BIN)/python benchmarks/site.py

.PHONY: publish
publish: setup ## run the pages, then write site/ with what was trained, or refuse and say why
	$(BIN)/pytest -q docs
	$(BIN)/python -m site_tools.publish $(RUN)

.PHONY: offline
offline: .venv/site.done ## write the whole site as one zip into dist/, to be read without a server
	$(BIN)/python -m site_tools.publish.offline dist/pytorch-tutorial.zip

# The wheel is tried with the packages that are pinned, in an environment below build/, which is not what is released.
.PHONY: release
release: setup ## write the wheel and the site of this version into dist/, and try the wheel in an empty environment
	rm -rf dist build/try && mkdir -p dist build/try
	$(BIN)/pip wheel -q --no-deps --no-build-isolation --wheel-dir dist .
	$(BIN)/uv venv -q --python $(BIN)/python build/try/venv
	$(BIN)/uv pip install -q --python build/try/venv/bin/python $(MIRROR) --require-hashes -r requirements/dev.txt
	$(BIN)/uv pip install -q --python build/try/venv/bin/python --no-deps --no-index dist/*.whl
	cd build/try && venv/bin/python -m tutorial_lib data --sample \
	    && venv/bin/python -m tutorial_lib train --epochs 1
	rm -rf build/try
	$(BIN)/pytest -q docs
	$(BIN)/python -m site_tools.publish.offline dist/pytorch-tutorial.zip

.PHONY: canary
canary: setup ## what the installed versions break, as an issue and a patch in build/canary; after `make requirements`
	$(BIN)/python -m site_tools.upkeep.canary

.PHONY: audit
audit: .venv/audit.done ## look for known vulnerabilities of what is pinned
	$(AUDIT)/pip-audit --strict --require-hashes --disable-pip $(addprefix -r requirements/,dev.txt uv.txt audit.txt)

.PHONY: generators
generators: .venv/site.done .venv/generators.done ## build the staged site with Zensical and ProperDocs as well, and compare
	$(BIN)/python -m tests.site.generators .venv/generators/bin

.PHONY: workflows
workflows: .venv/audit.done ## look for faults of the workflows
	$(AUDIT)/zizmor --offline --persona pedantic .github

.PHONY: figures
figures: setup ## draw the pictures of the pages again, and those that links to the site show
	for script in docs/figures/*.py; do $(BIN)/python $$script || exit 1; done
	$(BIN)/python -m site_tools.publish.og

.PHONY: requirements
requirements: setup ## pin the newest versions that pyproject.toml allows, with hashes
	$(BIN)/uv pip compile $(PIN) --group uv -o requirements/uv.txt
	$(BIN)/uv pip compile $(PIN) --group site -o requirements/site.txt
	$(BIN)/uv pip compile $(PIN) --group audit -o requirements/audit.txt
	$(BIN)/uv pip compile $(PIN) --group generators -o requirements/generators.txt
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
MIRROR = $(addprefix --default-index ,$(or $(PIP_INDEX_URL),$(shell $(BIN)/pip config get global.index-url 2>/dev/null)))

.venv/dev.done: requirements/dev.txt .venv/site.done
	$(BIN)/pip install -q --require-hashes -r requirements/uv.txt
	$(BIN)/uv pip install -q --python $(BIN)/python $(MIRROR) --require-hashes -r requirements/dev.txt
	touch $@

# In an environment of its own: what looks at the pins must not change what they install.
AUDIT := .venv/audit/bin
.venv/generators.done: requirements/generators.txt | .venv/bin/python
	$(BIN)/python -m venv .venv/generators
	.venv/generators/bin/pip install -q --require-hashes -r requirements/generators.txt
	touch $@

.venv/audit.done: requirements/audit.txt | .venv/bin/python
	$(BIN)/python -m venv .venv/audit
	$(AUDIT)/pip install -q --require-hashes -r requirements/audit.txt
	touch $@
