# Every target prepares what it needs; once prepared, all of them work offline.
.PHONY: setup demo test test-wheel lint bench bench-wheel soak browsers feature lock clean
.DEFAULT_GOAL := setup

# Tests start hundreds of interpreters: each is to read what the first one compiled.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
WHEEL_TESTS = tests/contract tests/unit/installer tests/unit/test_first_reply.py
NODE_TESTS = $(shell find tests/extension -name '*.test.js' 2>/dev/null)

setup: .venv/.installed

.venv/.installed: requirements.lock pyproject.toml native_host/__init__.py
	@$(BIN)/python -c '' 2>/dev/null || .ci/prepare venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

node_modules/.installed: package.json package-lock.json
	@.ci/prepare node
	npm ci --silent
	@touch $@

browsers:
	@.ci/prepare browsers

demo: setup browsers
	$(BIN)/python -m tests.demo

test: setup browsers
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder -m "not soak"

# The same against the wheel that users install.
test-wheel: setup browsers
	$(BIN)/python -m tests.wheel pytest -m "not soak" -n auto --dist loadfile --no-loadscope-reorder $(or $(TESTS),$(WHEEL_TESTS))

lint: setup node_modules/.installed
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	npx eslint extension tests/extension tools
	npx tsc -p .
	node --test $(NODE_TESTS)

bench: setup browsers
	$(BIN)/python -m tests.bench

bench-wheel: setup
	$(BIN)/python -m tests.wheel tests.bench

soak: setup browsers
	$(BIN)/python -m pytest -m soak

# make feature NAME=score-history: the start of a feature drawn into pages, complete and working.
feature:
	@.ci/prepare node
	@node tools/new-feature.js "$(NAME)"

# The one target that asks the package index: rewrites requirements.lock from pyproject.toml.
lock: setup
	.ci/lock

clean:
	rm -rf build node_modules .venv
