# make demo | make test | make check; see README.md.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
CODE := service tests proto models

.PHONY: demo test check proto lock clean

demo: .venv/.core
	@$(BIN)/parley demo

# Most tests wait for a server of their own: as many at once as there are cores.
test: .venv/.dev
	@$(BIN)/pytest --numprocesses auto --dist worksteal

check: .venv/.dev
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python proto/generate.py --check

# Stubs from proto/.
proto: .venv/.dev
	@$(BIN)/python proto/generate.py

# Pins from the ranges in pyproject.toml.
lock:
	@for extra in "" dev; do \
	  scratch=$$(mktemp -d) && $(PYTHON) -m venv $$scratch && \
	  $$scratch/bin/pip install --quiet ".$${extra:+[$$extra]}" && \
	  { echo "# Written by \`make lock\`."; $$scratch/bin/pip freeze --exclude parley; } \
	    > requirements$${extra:+-$$extra}.txt && rm -r $$scratch || exit 1; \
	done

clean:
	rm -rf .venv build/demo .mypy_cache .ruff_cache .pytest_cache

.venv/.python:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Parley needs Python 3.11 or newer")'
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/.core: .venv/.python requirements.txt
	@echo "installing into .venv (once)"
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

# What tests of other people's models and of the recipes need: torch, transformers, scikit-learn.
.venv/.convert: .venv/.dev requirements-convert.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-convert.txt
	@touch $@

.venv/.dev: .venv/.core requirements-dev.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
