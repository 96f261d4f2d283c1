# Needs python3 (3.11 or newer) with venv and pip, and make. Packages come from
# wherever pip is configured to look; versions from constraints.txt.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench clean

help:  ## List the targets
	@grep -E '^[a-z]+:.*## ' $(firstword $(MAKEFILE_LIST)) | awk -F ':.*## ' '{printf "make %-8s%s\n", $$1, $$2}'

setup: $(VENV)/full.stamp  ## Make .venv with everything the other targets need

demo: $(VENV)/core.stamp  ## Build the demo union, rate it, print the league tables
	$(BIN)/adil demo

test: $(VENV)/full.stamp  ## Run the tests
	$(BIN)/python -m pytest -q

check: $(VENV)/full.stamp  ## Check style, types and the order of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict adil
	$(BIN)/lint-imports

bench: $(VENV)/full.stamp  ## Measure speed and memory beside the peers
	$(BIN)/python -m bench

clean:  ## Remove .venv and what the tools left behind
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -type d -name __pycache__ -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'Python 3.11 or newer is needed; name one so: make PYTHON=python3.12 setup'; exit 1; }
	$(PYTHON) -m venv $(VENV)

# Two stamps: the demo needs only what the program runs on, not the tools around it.
# The environment is an order-only prerequisite, since its date says nothing about what is in it.
$(VENV)/core.stamp: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP_INSTALL) --quiet --editable .
	@touch $@

$(VENV)/full.stamp: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP_INSTALL) --quiet --editable '.[dev,spark,bench]'
	@touch $(VENV)/core.stamp $@
