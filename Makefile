# Every target prepares what it needs; once prepared, all of them work offline.
.PHONY: setup demo shots test test-wheel lint bench bench-wheel soak clean-root coverage browsers feature extension lint-package lock dist clean
.DEFAULT_GOAL := setup

# Tests start hundreds of interpreters: each is to read what the first one compiled.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
ISSUE_FORMS = $(filter-out %/config.yml,$(wildcard .github/ISSUE_TEMPLATE/*.yml))
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

# Pictures of every surface, for people to look at, into build/shots.
shots: setup browsers
	$(BIN)/python -m tests.shots

test: setup browsers node_modules/.installed
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder -m "not soak"

# The same against the wheel that users install.
test-wheel: setup browsers
	$(BIN)/python -m tests.wheel pytest -m "not soak" -n auto --dist loadfile --no-loadscope-reorder $(or $(TESTS),$(WHEEL_TESTS))

lint: setup node_modules/.installed
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/zizmor --offline --quiet --persona pedantic .github
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-issue-forms $(ISSUE_FORMS)
	npx eslint extension tests/extension .ci
	npx tsc -p .
	node --test $(NODE_TESTS)

bench: setup browsers node_modules/.installed
	$(BIN)/python -m tests.bench

bench-wheel: setup browsers node_modules/.installed
	$(BIN)/python -m tests.wheel tests.bench

coverage: setup browsers
	$(BIN)/python -m tests.coverage

soak: setup browsers
	$(BIN)/python -m pytest -m soak

# The installer file in a bare Debian of its own, with real browsers and no Python; as root, some minutes the first time.
clean-root: setup
	$(BIN)/python -m tests.clean_root

# The extension as it is packaged, into build/extension; see .ci/build-extension.js.
extension: node_modules/.installed
	@node .ci/build-extension.js

# make feature NAME=score-history: the start of a feature drawn into pages, complete and working.
feature:
	@.ci/prepare node
	@node .ci/new-feature.js "$(NAME)"

# These two ask the package index. lock: requirements.lock from pyproject.toml; dist: a release, into build/dist.
lock: setup
	.ci/lock

dist: setup extension
	.ci/dist

# This one asks npm's index: what Mozilla's store says of the package; too large for what everybody installs.
lint-package: extension
	npx --yes web-ext@10.7.0 lint --source-dir build/extension

clean:
	rm -rf build node_modules .venv
