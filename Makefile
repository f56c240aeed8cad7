# Two commands: `make run` and `make test`. `make help` lists the others.
SHELL := /bin/bash
PORT ?= 8000
PY := .venv/bin/python
# Fast tests run in two processes, each with its own database. The others run in three, file by file,
# because fault tests wait a good deal. Their folders are named, so that no process collects the fast
# tests of all others, and that the controlling process loads what prints the table of tests/faults.
# Only make names var/local.env, so a server never reads it.
MANAGE := LOCAL_ENV=var/local.env $(PY) manage.py
# Before the first start of a site, too: that of CLINIC=example has a folder of its own.
PREPARE = echo "Preparing the database …" && mkdir -p -m 0700 "$${VAR_DIR:-var}" && $(MANAGE) migrate --verbosity 0
FAST := not journey and not fault and not audit and not deploy
REST := tests/faults tests/attacks tests/audit tests/clinic_site/ops tests/deploy tests/journeys tests/upgrades
# A fictitious clinic with every fact filled in, in a database of its own: make run CLINIC=example
ifeq ($(CLINIC),example)
export CLINIC_FILE := $(CURDIR)/clinic_site/clinic/example.toml
export VAR_DIR := $(CURDIR)/var/example
endif
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run test test-all test-rest check audit attacks attack-two-users faults screenshots staff demo new-page check-pages messages lock sbom audit-packages
help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/run.stamp var/local.env  ## run the site and its worker at http://127.0.0.1:8000 (PORT=8001 for another port, CLINIC=example for a fictitious clinic)
	@exec env $(MANAGE) serve --port $(PORT)

test: .venv/dev.stamp  ## run the fast tests, and a few browser journeys if there is a Chromium
	@$(PY) -m pytest -q -n 2 -m "$(FAST)"
	@if [ -n "$${CHROMIUM:-$$(command -v chromium)}" ]; then $(PY) -m pytest -q -m short tests/journeys; \
	  else echo "Skipped: the browser journeys. No Chromium was found; install it, or set CHROMIUM to its path."; fi

test-all: test test-rest  ## run everything: also all journeys, faults, attacks, deployment and the accessibility audit

test-rest: .venv/dev.stamp  ## run what make test leaves out, except attack-two-users
	@bash deploy/need-chromium.sh
	@bash deploy/need-audit-tools.sh
	@bash deploy/need-servers.sh
	@$(PY) -m pytest -q -n 3 --dist loadgroup --no-loadscope-reorder \
	  -m "fault or deploy or audit or (journey and not short)" $(REST) --ignore=tests/deploy/two_users

check: .venv/dev.stamp var/local.env  ## run ruff, the checks for missing migrations and settings, and the fast tests
	@.venv/bin/ruff check . && .venv/bin/ruff format --check .
	@$(MANAGE) makemigrations --check --dry-run
	@$(MANAGE) check
	@$(PY) -m pytest -q -n 2 -m "$(FAST)"

audit: .venv/dev.stamp  ## check the accessibility, HTML and weight of every page; print a table and all findings
	@bash deploy/need-chromium.sh
	@bash deploy/need-audit-tools.sh
	@$(PY) -m tests.audit

faults: .venv/dev.stamp  ## run the fault tests in their long form and print a table (FAULT_KILLS= and others set how often)
	@FAULT_KILLS=$${FAULT_KILLS:-80} FAULT_CUTS=$${FAULT_CUTS:-200} FAULT_ROUNDS=$${FAULT_ROUNDS:-200} \
	  FAULT_REAL_TIMES=$${FAULT_REAL_TIMES-1} $(PY) -m pytest -o faulthandler_timeout=0 tests/faults

attacks: .venv/dev.stamp  ## run the attack tests in their long form (FUZZ_EXAMPLES=5000 requests, LOGIN_TRIES=1000 passwords)
	@bash deploy/need-chromium.sh
	@FUZZ_EXAMPLES=$${FUZZ_EXAMPLES:-5000} LOGIN_TRIES=$${LOGIN_TRIES:-1000} $(PY) -m pytest -o faulthandler_timeout=0 tests/attacks

attack-two-users: .venv/dev.stamp  ## install both sides as two Unix users and attack the staff side from the public one (needs root)
	@[ "$$(id -u)" = 0 ] || { echo "This creates users and folders, in a namespace of their own, and needs root." >&2; exit 1; }
	@bash deploy/need-servers.sh
	@$(PY) -m pytest -vv tests/deploy/two_users

screenshots: .venv/dev.stamp  ## save screenshots of every page and state in screenshots/
	@bash deploy/need-chromium.sh
	@$(PY) -m tests.audit.screenshots

staff: .venv/run.stamp var/local.env  ## create a staff account
	@$(PREPARE)
	@PORT=$(PORT) $(MANAGE) make_staff

demo: .venv/run.stamp var/local.env  ## add a made-up Monday of requests
	@$(PREPARE)
	@$(MANAGE) demo

new-page: .venv/run.stamp var/local.env  ## start a page: make new-page SECTION=ketamine SLUG=sleep-and-ptsd TITLE="Sleep and PTSD"
	@$(MANAGE) new_page "$$SECTION" "$$SLUG" "$$TITLE"

check-pages: .venv/run.stamp var/local.env  ## check all pages; list errors, warnings, word counts, reading grades and sources
	@$(MANAGE) pages

messages: .venv/run.stamp var/local.env  ## update and compile the translations in locale/ (needs gettext; NEW=fr starts a language)
	@$(MANAGE) messages $(if $(NEW),--new $(NEW))

LOCK := uv pip compile -q --universal --no-strip-extras --python-version 3.11 --generate-hashes --no-header --no-annotate
lock:  ## pin the packages of pyproject.toml with hashes (needs uv)
	$(LOCK) pyproject.toml -o requirements.txt
	$(LOCK) pyproject.toml --group dev -o requirements-dev.txt
	$(LOCK) --group tools -o requirements-tools.txt

sbom: var/tools/stamp  ## write var/sbom.json, the run-time packages in CycloneDX format
	@var/tools/bin/cyclonedx-py requirements requirements.txt --output-reproducible --output-file var/sbom.json
	@echo "var/sbom.json written."

audit-packages: var/tools/stamp  ## look up known vulnerabilities of the run-time packages at osv.dev
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
	@$(PY) -m clinic_site.ops.local_setup
	@touch $@
