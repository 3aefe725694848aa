# Tandem: everything a newcomer types. `make` alone lists it.

PORT ?= 8000
DATA ?= var/demo
JOBS ?= 3
VENV ?= .venv
PY := $(VENV)/bin/python
PO := $(wildcard locale/*/LC_MESSAGES/*.po)

# uv reads no pip configuration: hand it the certificate that pip was given, and never ask it for hard links
# between a home and a checkout on two file systems. An unwritable home means a cache inside the venv.
export SSL_CERT_FILE ?= $(PIP_CERT)
ifeq ($(SSL_CERT_FILE),)
unexport SSL_CERT_FILE
endif
export UV_LINK_MODE := copy
ifneq ($(shell test -n "$(HOME)" && test -w "$(HOME)" && echo yes),yes)
export UV_CACHE_DIR ?= $(VENV)/cache
export PIP_CACHE_DIR ?= $(VENV)/cache
endif
export PYTHONUNBUFFERED := 1

.PHONY: help demo test check bench messages lock editor venv dev binaries
.NOTPARALLEL:

help:
	@echo "make demo      start the demonstration site   (PORT=$(PORT), DATA=$(DATA))"
	@echo "make test      check everything and run every test, on SQLite and on PostgreSQL"
	@echo "make check     style, contracts, translations and settings only"
	@echo "make bench     measure, print a table"
	@echo "make messages  collect the strings to translate, and compile"
	@echo "make editor    build static/editor/ from editor/ (needs Node 20 or newer)"
	@echo "make lock      renew requirements.txt and requirements-dev.txt from pyproject.toml"

demo: venv $(PO:.po=.mo)
	@exec env DJANGO_SETTINGS_MODULE=config.settings.demo TANDEM_PORT="$(PORT)" TANDEM_DATA="$(DATA)" \
	  $(PY) manage.py rundemo --port "$(PORT)" --data "$(DATA)" --end-with-parent

# Both halves always run: a broken style rule must not hide a broken test.
test: dev binaries $(PO:.po=.mo)
	@status=0; \
	$(MAKE) --no-print-directory check || status=1; \
	echo; echo "Every test on SQLite"; \
	TANDEM_TEST_DATABASE=sqlite $(PY) -m pytest -n $(JOBS) || status=1; \
	echo; echo "Every test but the browser journeys on PostgreSQL and Redis"; \
	TANDEM_TEST_DATABASE=postgresql $(PY) -m pytest -n $(JOBS) -m "not browser" || status=1; \
	exit $$status


# What a step says is shown only when it fails. The production settings are tried with the values of
# .env.example, in an environment that holds nothing else, so the example cannot rot.
check: dev $(PO:.po=.mo)
	@status=0; \
	step() { echo "- $$1"; shift; out=$$("$$@" 2>&1) || { status=1; echo "$$out"; }; }; \
	step "ruff: lint" $(PY) -m ruff check .; \
	step "ruff: format" $(PY) -m ruff format --check .; \
	step "order of the packages" $(VENV)/bin/lint-imports; \
	step "templates" $(PY) -m djlint templates --lint --quiet; \
	step "migrations" $(PY) manage.py makemigrations --check --dry-run; \
	step "French messages" $(PY) manage.py check_messages; \
	step "production settings" env -i PATH="$$PATH" HOME="$$HOME" sh -c 'set -a; \
	  own=$$($(PY) -c "import secrets; print(secrets.token_hex(40))"); \
	  eval "$$(sed "s/change-me/$$own/" .env.example)"; \
	  exec $(PY) manage.py check --deploy --fail-level WARNING --settings config.settings.production'; \
	$(PY) -m tests.sizes; \
	exit $$status

bench: dev $(PO:.po=.mo)
	@$(PY) -m bench || echo "The benchmark did not finish (this never fails a build)."

messages: dev
	@$(VENV)/bin/django-admin makemessages --locale fr --add-location file --no-obsolete --no-wrap \
	  --ignore "$(VENV)" --ignore var --ignore tests --ignore bench
	@$(PY) manage.py compile_messages

# The bundle is kept in the repository, so that nobody needs Node to run or to test the site.
editor:
	@cd editor && npm ci --silent --no-audit --no-fund && node build.mjs

UV_LOCK = $(PY) -m uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
  --generate-hashes --no-emit-index-url --upgrade
lock: $(VENV)/tools-ready
	@echo "Locking requirements.txt …"
	@$(UV_LOCK) -o requirements.txt > /dev/null
	@echo "Locking requirements-dev.txt …"
	@$(UV_LOCK) --group dev -c requirements.txt -o requirements-dev.txt > /dev/null

# What follows is built once; the stamps make the second time instant.

venv: $(VENV)/ready
dev: $(VENV)/dev-ready

%.mo: %.po | venv
	@$(PY) manage.py compile_messages

# A venv that somebody made is kept; one whose making was interrupted is made anew.
$(VENV)/tools-ready:
	@if $(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null \
	  && { $(PY) -m pip --version || $(PY) -m ensurepip; } > /dev/null 2>&1; then exit 0; fi; \
	python=""; \
	for candidate in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	  if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; \
	  then python=$$candidate; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "Tandem needs Python 3.11 or newer; install it, or name it: make PYTHON=/path/to/python3" >&2; exit 1; fi; \
	echo "Making $(VENV) with $$($$python --version) …"; \
	if ! out=$$($$python -m venv --clear $(VENV) 2>&1); then \
	  echo "$$out" >&2; \
	  echo "Python cannot make a virtual environment here; on Debian: apt install python3-venv" >&2; exit 1; fi
	@PIP_USER=0 $(PY) -m pip install -qq --disable-pip-version-check uv \
	  || echo "uv could not be installed; pip will do its work, more slowly."
	@touch $@

# Only what the lock names, with the hashes it names; pip steps in where uv finds no way to the packages.
install = echo "Installing $(1) …"; \
	$(PY) -m uv pip install --quiet --python $(PY) --require-hashes -r $(1) 2> $(VENV)/uv.log \
	|| { echo "uv could not (see $(VENV)/uv.log); pip tries, which takes longer …"; \
	  PIP_USER=0 $(PY) -m pip install -qq --disable-pip-version-check --require-hashes -r $(1); }

$(VENV)/ready: requirements.txt | $(VENV)/tools-ready
	@$(call install,$<)
	@touch $@

$(VENV)/dev-ready: requirements-dev.txt requirements.txt | $(VENV)/tools-ready
	@$(call install,$<)
	@touch $(VENV)/ready $@

# The servers and the browser of the tests, where we may install them; without them those tests are skipped.
binaries:
	@missing=""; \
	ls /usr/lib/postgresql/*/bin/postgres > /dev/null 2>&1 || missing="$$missing postgresql"; \
	command -v redis-server > /dev/null || missing="$$missing redis-server"; \
	command -v chromium > /dev/null || missing="$$missing chromium"; \
	command -v xgettext > /dev/null || missing="$$missing gettext"; \
	if [ -n "$$missing" ] && command -v apt-get > /dev/null && [ "$$(id -u)" = 0 ]; then \
	  echo "Installing$$missing …"; \
	  export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1; \
	  apt-get update -qq > /dev/null; \
	  apt-get install -y -qq --no-install-recommends $$missing > /dev/null \
	    || echo "apt could not install them all; the tests that need them are skipped."; \
	fi
