# Everything is installed into .venv; delete that folder and the next command makes it again.
# Needs Python 3.11 or newer, make, and nothing else. Another Python: make run PYTHON=python3.13

PYTHON = python3
HOST = 127.0.0.1
PORT = 8000
BIN = .venv/bin
PIP = $(BIN)/python -m pip --quiet --disable-pip-version-check
INSTALL = $(PIP) install --constraint .build/constraints.txt
CATALOGUES = $(patsubst %.po,%.mo,$(wildcard convoy/translations/*/LC_MESSAGES/*.po))
MIGRATION = a few words about what changes

# Where it is set, each of the commands that tests start would compile all of Convoy anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test prove bench lint browser translations migration

help:
	@echo "make run           a demo installation on http://$(HOST):$(PORT)  (HOST=, PORT=)"
	@echo "make test          every test, in small numbers"
	@echo "make prove         every test, with full counts of races, kills and examples"
	@echo "make bench         how fast it is, beside a reference measured in the same run"
	@echo "make lint          form, types, layers, templates, translations"
	@echo "make browser       installs Chromium for the browser tests, where root and apt allow"
	@echo "make translations  collects new sentences into the catalogues of every language"
	@echo "make migration     writes the next migration  (MIGRATION='a box remembers its pallet')"

run: .venv/ready-to-run $(CATALOGUES)
	@$(BIN)/convoy demo
	@exec $(BIN)/convoy serve --host $(HOST) --port $(PORT)

test: .venv/ready-to-test $(CATALOGUES)
	$(BIN)/python -m pytest --quiet --numprocesses auto --maxprocesses 4 --dist worksteal

prove: .venv/ready-to-test $(CATALOGUES)
	$(BIN)/python -m pytest --quiet --prove

bench: .venv/ready-to-test $(CATALOGUES)
	$(BIN)/python -m tests.benchmarks

lint: .venv/ready-to-lint $(CATALOGUES)
	$(BIN)/ruff format --check --quiet
	$(BIN)/ruff check --quiet
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/python .build/translations.py check

translations: .venv/ready-to-test
	$(BIN)/python .build/translations.py update

migration: .venv/ready-to-lint
	$(BIN)/python .build/migration.py "$(MIGRATION)"

browser:
	@if command -v "$${CONVOY_CHROMIUM:-chromium}" >/dev/null; then \
		echo "Chromium is here already."; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium ..."; \
		apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
			chromium fonts-dejavu-core >/dev/null || \
		echo "Chromium could not be installed; the tests in a browser will be left out."; \
	else \
		echo "Installing Chromium needs root and apt: sudo make browser. On other systems install it yourself and"; \
		echo "set CONVOY_CHROMIUM to its path. Until then the tests in a browser are left out."; \
	fi

# One stamp per purpose, so that a second call has nothing to install.

.venv/ready-to-run .venv/ready-to-test .venv/ready-to-lint: pyproject.toml .build/constraints.txt .build/hook.py .build/vendoring.py .build/vendor/package-lock.json | .venv/bin/pip

.venv/ready-to-run:
	@echo "Installing Convoy into .venv, once; this takes about a minute ..."
	@$(INSTALL) --editable ".[postgres]"
	@$(BIN)/python .build/vendoring.py || true
	@touch $@

.venv/ready-to-test:
	@echo "Installing what the tests need into .venv, once; this takes about a minute ..."
	@$(INSTALL) --editable ".[test]"
	@touch $@

.venv/ready-to-lint:
	@echo "Installing what the checks need into .venv, once; this takes about a minute ..."
	@$(INSTALL) --editable ".[dev]"
	@touch $@

.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Convoy needs Python 3.11 or newer. Name one that is: make PYTHON=python3.13"; exit 1; }
	@$(PYTHON) -m venv .venv || \
		{ rm -rf .venv; echo "Python cannot make .venv. On Debian and Ubuntu: apt install python3-venv"; exit 1; }

%.mo: %.po
	@$(BIN)/python .build/compiling.py $<
