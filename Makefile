# make demo | run | test | chaos | lint | fmt | bench        (make help says more)
PYTHON ?= python3
BIN := .venv/bin
TESTS ?=
export PYTHONUNBUFFERED := 1

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo run test chaos lint fmt bench lock messages clean

help:
	@echo "make demo      four demo tenants on http://localhost:8000/ (FLOWT_PORT, FLOWT_DATA)"
	@echo "make run       an empty installation"
	@echo "make test      every test; TESTS=tests/orders for some"
	@echo "make chaos     kill, freeze and cut off everything, draw other examples: for a long time"
	@echo "make lint      format, lint, imports, templates, types, migrations, deployment"
	@echo "make fmt       format the code"
	@echo "make bench     measure speed against references"
	@echo "make lock      pin the newest allowed packages"
	@echo "make messages  collect new texts into the translation files"
	@echo "make clean     remove what was built (.flowt, the data, stays)"

setup:
	@$(PYTHON) scripts/bootstrap.py

setup-dev:
	@$(PYTHON) scripts/bootstrap.py --dev

demo: setup
	@exec $(BIN)/python -m flowt up --demo

run: setup
	@exec $(BIN)/python -m flowt up

test: setup-dev
	@$(BIN)/python -m tests.plugins.machine
	@exec $(BIN)/python scripts/test.py $(TESTS)

chaos: setup-dev
	@FLOWT_CHAOS=long exec $(BIN)/python -m pytest tests/chaos tests/input tests/portable $(TESTS)
	@FLOWT_CHAOS=long exec $(BIN)/python -m pytest -m hypothesis

lint: setup-dev
	@exec $(BIN)/python scripts/lint.py

fmt: setup-dev
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format .

bench: setup-dev
	@exec $(BIN)/python -m flowt bench

lock:
	@$(PYTHON) scripts/lock.py

messages: setup-dev
	@$(BIN)/python -m flowt messages --update

clean:
	rm -rf frontend/dist frontend/node_modules .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis bench/out test-results
	find locale -name '*.mo' -delete
