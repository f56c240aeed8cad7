# The site in two commands: `make run`, `make test`. All the others: `make help`.
SHELL := /bin/bash
PORT ?= 8000
PY := .venv/bin/python
# Tests without servers or a browser: two at a time, each process with a database of its own.
# A browser leaves a loop running in its process, so tests that ask the database go before.
# Faults mostly wait: two files of tests at a time, each process with sites of its own. Their folder is
# named so that the process which starts the others knows how to print their table.
FAST := not journey and not fault and not audit and not deploy
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run test check audit attacks faults screenshots staff demo new-page check-pages lock sbom audit-packages
help:  ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/run.stamp var/local.env  ## run the site at http://127.0.0.1:8000 (PORT= changes it)
	@exec $(PY) manage.py serve --port $(PORT)

test: .venv/dev.stamp  ## run every test, the real-browser journeys included
	@bash deploy/need-chromium.sh
	@bash deploy/need-audit-tools.sh
	@bash deploy/need-servers.sh
	@$(PY) -m pytest -q -n 2 -m "$(FAST)"
	@$(PY) -m pytest -q -n 2 --dist loadfile -m "fault or deploy" tests/faults tests
	@$(PY) -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m "journey or audit"

check: .venv/dev.stamp var/local.env  ## ruff, migrations, system checks, the fast tests
	@.venv/bin/ruff check . && .venv/bin/ruff format --check .
	@$(PY) manage.py makemigrations --check --dry-run
	@$(PY) manage.py check
	@$(PY) -m pytest -q -n 2 -m "$(FAST)"

audit: .venv/dev.stamp  ## try whether everyone can use every page; prints a table and all findings
	@bash deploy/need-chromium.sh
	@bash deploy/need-audit-tools.sh
	@$(PY) -m tests.audit

faults: .venv/dev.stamp  ## kill, cut, fill and lock for long; prints one table (FAULT_KILLS= and others change how often)
	@FAULT_KILLS=$${FAULT_KILLS:-80} FAULT_CUTS=$${FAULT_CUTS:-200} FAULT_ROUNDS=$${FAULT_ROUNDS:-200} \
	  FAULT_REAL_TIMES=$${FAULT_REAL_TIMES-1} $(PY) -m pytest tests/faults

attacks: .venv/dev.stamp  ## try all attacks, with 5,000 made-up requests instead of 200 (FUZZ_EXAMPLES=) and 1,000 passwords (LOGIN_TRIES=)
	@bash deploy/need-chromium.sh
	@FUZZ_EXAMPLES=$${FUZZ_EXAMPLES:-5000} LOGIN_TRIES=$${LOGIN_TRIES:-1000} $(PY) -m pytest tests/attacks

screenshots: .venv/dev.stamp  ## save pictures of every page and state into screenshots/
	@bash deploy/need-chromium.sh
	@$(PY) -m tests.audit.screenshots

staff: .venv/run.stamp var/local.env  ## make a staff account
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py make_staff

demo: .venv/run.stamp var/local.env  ## add 40 plainly fictitious submissions
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py demo

new-page: .venv/run.stamp var/local.env  ## begin a page: make new-page SECTION=ketamine SLUG=sleep-and-ptsd TITLE="Sleep and PTSD"
	@$(PY) manage.py new_page "$$SECTION" "$$SLUG" "$$TITLE"

check-pages: .venv/run.stamp var/local.env  ## read all pages; name what to mend, list words, grade and sources
	@$(PY) manage.py pages

lock:  ## pin the packages anew, with hashes (needs uv)
	uv pip compile -q --universal --no-strip-extras --python-version 3.11 --generate-hashes --no-header --no-annotate requirements.in -o requirements.txt
	uv pip compile -q --universal --no-strip-extras --python-version 3.11 --generate-hashes --no-header --no-annotate requirements-dev.in -o requirements-dev.txt
	uv pip compile -q --universal --no-strip-extras --python-version 3.11 --generate-hashes --no-header --no-annotate requirements-tools.in -o requirements-tools.txt

sbom: var/tools/stamp  ## write var/sbom.json, the packages of a live site in CycloneDX
	@var/tools/bin/cyclonedx-py requirements requirements.txt --output-reproducible --output-file var/sbom.json
	@echo "var/sbom.json written."

audit-packages: var/tools/stamp  ## ask osv.dev for known weaknesses in the packages of a live site
	@bash deploy/audit-packages.sh

var/tools/stamp: requirements-tools.txt
	@python3 -m venv var/tools && var/tools/bin/python -m pip install --quiet --require-hashes -r requirements-tools.txt
	@touch $@

.venv/bin/python:
	@bash deploy/make-venv.sh

.venv/run.stamp: requirements.txt | .venv/bin/python
	@echo "Installing packages …"
	@$(PY) -m pip install --quiet --require-hashes -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt .venv/run.stamp
	@echo "Installing packages for tests …"
	@$(PY) -m pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

var/local.env: .venv/run.stamp
	@$(PY) -m clinic_site.local_setup
	@touch $@
