# Everything that Retold needs is set up in .venv; nothing is installed outside this folder.
PYTHON ?= python3
UV := .venv/bin/uv
RUN := $(UV) run --frozen --no-progress
STAMP := .venv/.stamp-synced
DEMO := build/demo/affair.duckdb
TESTS = pytest -q -n auto --dist loadfile
APT = apt-get install -y -qq

.DEFAULT_GOAL := help
.PHONY: help setup demo check test test-long fuzz lint types browser java spark golden clean

help:  ## Say what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit("Retold needs Python 3.11, 3.12 or 3.13") if not (3, 11) <= sys.version_info < (3, 14) else 0'
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.5'

$(STAMP): $(UV) pyproject.toml uv.lock
	$(UV) sync --frozen --no-progress --quiet
	@touch $@

setup: $(STAMP)  ## Set up everything in .venv

demo: $(STAMP)  ## Read examples/, tell the story, write report.html
	@mkdir -p $(dir $(DEMO)) && rm -f $(DEMO)
	@$(RUN) retold add examples -s $(DEMO)
	@$(RUN) retold report -s $(DEMO) -o report.html

lint: $(STAMP)
	$(RUN) ruff check .
	$(RUN) ruff format --check .

types: $(STAMP)
	$(RUN) mypy

check: lint types  ## Lint, types and fast tests: run it all day
	$(RUN) $(TESTS) -m "not slow and not long"

test: lint types  ## Every test and the quality gate
	$(RUN) $(TESTS) -m "not long"
	$(RUN) python -m evaluation.gate

test-long: $(STAMP)  ## Kills, sizes and load; before a release
	$(RUN) pytest -q -m "long"

fuzz: $(STAMP)  ## Damaged files of every format, many thousands, into the readers
	$(RUN) pytest -q -m "long" tests/test_fuzz_readers.py

golden: $(STAMP)  ## Rewrite what the seed articles give (where they are at hand)
	$(RUN) python -m tests.test_seeds

browser:  ## Install Chromium for looking at the pages (Debian)
	@command -v chromium >/dev/null || $(APT) chromium >/dev/null || (apt-get update -qq && $(APT) chromium >/dev/null)

java:  ## Install Java 17 for Spark (Debian)
	@command -v java >/dev/null || $(APT) openjdk-17-jre-headless >/dev/null || (apt-get update -qq && $(APT) openjdk-17-jre-headless >/dev/null)

spark: $(STAMP)  ## Add PySpark, the cluster's engine, to .venv
	$(UV) sync --frozen --no-progress --quiet --inexact --extra spark

clean:  ## Delete what was built, but not the environment
	rm -rf build report.html .pytest_cache .mypy_cache .ruff_cache
