# Điểm Cầu. Everything a machine needs is Python 3.11 or newer and make; `make help` lists what can be done.
#
# A suitable Python: the one of the virtual environment, or the first new enough on PATH.
PYTHON := $(shell for p in .venv/bin/python python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv/bin
# One test worker more than there are processors: a browser, a server or a disk is often waited for.
WORKERS ?= $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2) + 1 )))
# Blows of the crash drill on each database.
KILLS ?= 50

# Servers that tests start would otherwise compile every file anew, where a machine asks for that.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run setup test drill check bench format translations assets migration backup python

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  Settings for run: PORT=8000 HOST=127.0.0.1 TLS=1 (HTTPS for other devices) DATABASE_URL=… INSTANCE_PATH=instance DEMO=0; all in docs/operations.md"

run: python ## start the product on http://localhost:8000, preparing whatever is missing
	@$(PYTHON) tools/prepare.py run
	@exec $(VENV)/python -m lms.serve

setup: python ## prepare everything for run, test and check without starting anything
	@$(PYTHON) tools/prepare.py develop

test: setup ## run all tests in parallel, on SQLite and, where it is installed, PostgreSQL
	@$(VENV)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

drill: setup ## kill the server under load 50 times on each database (KILLS=50, ARGS="--seed 1")
	@$(VENV)/python -m pytest -n 2 -rA --kills $(KILLS) tests/drill/test_crash.py $(ARGS)

check: setup ## formatting, lint, types, import contracts, templates, translations
	@$(VENV)/python tools/check.py

backup: python ## copy database, files and secrets into one archive (TO=folder), also while it runs
	@$(PYTHON) tools/prepare.py run
	@$(VENV)/python tools/backup.py $(TO)

bench: setup ## measure the promises (ONLY=hall for one, ONLY=check-in for its group) into bench/results.json
	@$(VENV)/python -m bench $(ONLY)

format: setup ## format the Python code
	@$(VENV)/ruff check --fix --quiet . ; $(VENV)/ruff format --quiet .

translations: setup ## compile the Vietnamese texts and name those that are missing
	@$(VENV)/python tools/translations.py compile
	@$(VENV)/python tools/translations.py check

assets: setup ## fetch fonts and browser files again
	@rm -rf static/vendor && $(VENV)/python tools/assets.py

migration: setup ## write the next migration from the models (NAME="what changes")
	@$(VENV)/python tools/migration.py "$(NAME)"

python:
	@test -n "$(PYTHON)" || { echo "Điểm Cầu needs Python 3.11 or newer, and found none: install it (apt install python3 python3-venv), then try again." >&2; exit 1; }
