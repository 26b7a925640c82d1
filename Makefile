# The verbs of this project. `make` alone lists them.
# Everything is installed into .venv, from requirements/*.txt and nowhere else; a second run is quick.

ifeq ($(OS),Windows_NT)
$(error Khiên is built and run on Linux, macOS or WSL)
endif

VENV   := .venv
BIN    := $(VENV)/bin
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3.14 python3 python; do \
            $$name -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
              >/dev/null 2>&1 && { echo $$name; break; }; done)
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet install
SOURCES := $(shell find src tests bench docs -name '*.py' 2>/dev/null)
PO     := $(shell find src -name '*.po' 2>/dev/null)
export PYTHONUTF8 := 1
unexport PYTHONDONTWRITEBYTECODE # where it is set, each of a thousand processes would compile everything anew

.PHONY: .server .opentaxii help setup native demo test check format bench quality faults mutate leaks fuzz scale screenshots docs sbom lock clean
.DEFAULT_GOAL := help

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

# --- set-up: two stamps, so that `make demo` does not wait for what only the tests need -----------

$(VENV)/.made:
	@test -n "$(PYTHON)" || { \
	  echo "Khiên needs Python 3.11 or newer, with venv. None was found on this machine."; \
	  echo "Khiên cần Python 3.11 trở lên, kèm venv. Máy này chưa có."; \
	  echo "Install it (Debian: apt-get install python3-venv) or name it: make PYTHON=/path/to/python3"; \
	  exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

# Script and font of the pages, from npm. Where npm is absent a node works without them.
NPM := $(shell command -v npm)
WITHOUT := echo "Nothing came from npm: pages have no script and no font of their own, and everything on them still works."; \
  echo "Không lấy được gì từ npm: các trang không có mã lệnh và phông chữ riêng, nhưng mọi chức năng vẫn dùng được."
$(VENV)/.npm: $(VENV)/.made package.json package-lock.json .npmrc
	@echo "setting up: script and font of the pages"
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && touch $@ || { rm -rf node_modules; $(WITHOUT); }

$(VENV)/.core: $(VENV)/.made requirements/core.txt requirements/build.txt pyproject.toml hatch_build.py $(PO) $(if $(NPM),$(VENV)/.npm)
	@$(if $(NPM),,$(WITHOUT))
	@echo "setting up: what a node needs to run"
	@$(PIP) --require-hashes --requirement requirements/core.txt --requirement requirements/build.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.core requirements/dev.txt
	@echo "setting up: what the checks and tests need"
	@$(PIP) --require-hashes --requirement requirements/dev.txt
	@touch $@

setup: $(VENV)/.dev ## set everything up, and do nothing else

# The kernel of the watch, from native/. Without cargo the reference does the same work, and its tests are skipped.
CARGO  := $(shell command -v cargo)
NATIVE := $(shell find native -path native/target -prune -o -type f -print)
$(VENV)/.native: $(VENV)/.dev $(NATIVE)
	@echo "building the kernel of the watch"
	@rm -rf build/native
	@$(BIN)/maturin build --quiet --release --locked --offline --manifest-path native/Cargo.toml --out build/native
	@$(PIP) --no-deps --force-reinstall build/native/*.whl
	@touch $@

native: $(if $(CARGO),$(VENV)/.native,$(VENV)/.dev) ## build the kernel of the watch and install it; needs cargo, Rust 1.88 or newer
	@$(if $(CARGO),,echo "cargo is not here: the watch reads logs with its reference. Máy này không có cargo: dùng bản tham chiếu.")

# --- what people run -------------------------------------------------------------------------------

demo: $(VENV)/.core ## three nodes exchange reports over two borders; INPUT=FILE takes yours instead
	@$(BIN)/khien demo $(if $(INPUT),--input "$(INPUT)")

# PostgreSQL's server, for the half of the tests that runs on it, libfiu, which makes disks fail, and a browser.
# They are installed only where a submission is checked, by root, with apt; elsewhere, without them, those tests
# are skipped and say so.
SERVER := $(shell command -v postgres || ls /usr/lib/postgresql/*/bin/postgres 2>/dev/null)
MISSING := $(if $(SERVER),,postgresql) $(if $(shell command -v fiu-run),,fiu-utils) $(if $(shell command -v chromium),,chromium) $(if $(shell command -v named-checkzone),,bind9-utils)
.server:
ifeq ($(CI)$(if $(strip $(MISSING)),,-complete),true)
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update --quiet=2; \
	  for package in $(MISSING); do \
	    DEBIAN_FRONTEND=noninteractive apt-get install --quiet=2 --yes --no-install-recommends $$package \
	      >/dev/null || echo "$$package could not be installed: the tests that need it are skipped"; done; fi
endif

# OpenTAXII, a foreign server that shows what the checks of TAXII are worth; as the server above, only where a
# submission is checked. KHIEN_OPENTAXII_PYTHON names another Python that has it.
.opentaxii: $(VENV)/.made $(if $(CI),$(VENV)/opentaxii)
$(VENV)/opentaxii: requirements/opentaxii.txt | $(VENV)/.made
	@$(BIN)/python -m venv --clear $@
	@$@/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --requirement $< \
	  || { rm -r $@; echo "OpenTAXII could not be installed: the checks against it are skipped"; }

# The rooms where a mistake opens the border: their own tests, without the others', reach every branch of them.
# Measuring coverage costs a third of the time, so where a submission is checked these alone are measured.
BORDER := model gate ledger intake
comma := ,
empty :=
space := $(empty) $(empty)
test: $(VENV)/.dev native .server .opentaxii ## the whole suite, and the two coverage gates
	@$(BIN)/coverage erase
ifeq ($(CI),true)
	$(BIN)/coverage run --source=$(subst $(space),$(comma),$(BORDER:%=khien.%)) -m pytest -n 3 $(ARGS) $(BORDER:%=tests/%)
	$(BIN)/python -m pytest -n 3 $(ARGS) $(BORDER:%=--ignore=tests/%) --ignore=tests/faults
	$(BIN)/python -m pytest -n 3 $(ARGS) tests/faults # nodes that are killed and starved want a machine to themselves
	@$(BIN)/coverage combine --quiet
else
	$(BIN)/coverage run -m pytest -n 3 $(ARGS)
	@$(BIN)/coverage combine --quiet
	@echo "coverage: at least 90 % everywhere"
	@$(BIN)/coverage report --fail-under=90
endif
	@echo "coverage: 100 % where a mistake opens the border"
	@$(BIN)/coverage report --include='*/model/*,*/gate/*,*/ledger/*,*/intake/*$(if $(filter true,$(CI)),,$(comma)*/rules.py)' --fail-under=100

check: $(VENV)/.dev ## style, lint, types, floors: seconds
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(VENV)/.dev ## write the code as `make check` wants it
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

bench: $(VENV)/.dev native ## every measure once, as ratios within this one run; ARGS=reading one, SIZE=1000000 more
	@KHIEN_BENCH_SIZE="$(SIZE)" $(BIN)/python -m bench $(ARGS)

# Two other extractors to compare with; where they cannot be installed, their columns are left out.
$(VENV)/.quality: $(VENV)/.dev requirements/quality.txt
	@$(PIP) --only-binary :all: --require-hashes --requirement requirements/quality.txt 2>/dev/null \
	  || echo "the peers could not be installed: their columns are left out"
	@touch $@

quality: $(VENV)/.quality ## how well extraction finds what texts hold, type by type, beside two other tools; ARGS=errors lists them
	@PYTHONPATH=src $(BIN)/python -m tests.quality $(ARGS)

faults: $(VENV)/.dev .server ## kill nodes 640 times and mistreat network and disk; nothing may be lost; half an hour
	@nice -n 15 $(BIN)/python -m tests.faults $(ARGS)

mutate: $(VENV)/.dev ## change the rules behind the tests' back (goes on where it stopped); ONLY="khien.gate*"
	@$(BIN)/python -m tests.mutate $(foreach some,$(ONLY),'$(some)')

leaks: $(VENV)/.dev ## many random stories of one node; after each step nothing is visible that is not cleared
	@HYPOTHESIS_PROFILE=leaks $(BIN)/pytest tests/exchange/noleak $(ARGS)

$(VENV)/.fuzz: $(VENV)/.dev requirements/fuzz.txt
	@$(PIP) --only-binary :all: --require-hashes --requirement requirements/fuzz.txt 2>/dev/null \
	  || echo "atheris has no wheel for this Python and machine"
	@touch $@

fuzz: $(VENV)/.fuzz ## each reader of foreign bytes for a minute under atheris; ARGS="600 stix" for longer, or one
	@PYTHONPATH=src $(BIN)/python -m tests.fuzz $(ARGS)

$(VENV)/.scale: $(VENV)/.dev requirements/scale.txt
	@$(PIP) --require-hashes --requirement requirements/scale.txt
	@touch $@

scale: $(VENV)/.scale native ## match inside Spark, too, for real, and kill one worker of each engine; needs Java 17
	@$(BIN)/pytest tests/interop/scaling $(ARGS)

screenshots: $(VENV)/.dev ## a picture of every page: both languages, light and dark, wide and narrow; ARGS=releases
	@$(BIN)/python -m tests.browser.screenshots $(ARGS)

docs: $(VENV)/.dev ## write docs/reference and the glossary from the code and follow every link
	@$(BIN)/python -m docs.generate

sbom: $(VENV)/.dev ## build/sbom.cdx.json: what a running node consists of (CycloneDX)
	@mkdir -p build
	@$(PYTHON) -m venv --clear build/sbom-venv
	@build/sbom-venv/bin/python -m pip --disable-pip-version-check --quiet install \
	  --require-hashes --requirement requirements/core.txt
	@build/sbom-venv/bin/python -m pip --quiet uninstall --yes pip setuptools 2>/dev/null || true
	@$(BIN)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --validate \
	  --output-file build/sbom.cdx.json build/sbom-venv/bin/python
	@$(BIN)/python -m docs.sbom build/sbom.cdx.json
	@rm -r build/sbom-venv
	@echo "build/sbom.cdx.json"

# --- seldom ----------------------------------------------------------------------------------------

# The locks hold names, versions and hashes; where packages come from is the machine's affair.
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate $(LOCKARGS)
lock: $(VENV)/.dev ## renew requirements/*.txt from pyproject.toml; LOCKARGS=--upgrade takes newer versions
	@$(LOCK) pyproject.toml --output-file requirements/core.txt
	@$(LOCK) --group build --constraint requirements/core.txt --output-file requirements/build.txt
	@$(LOCK) pyproject.toml --group dev --constraint requirements/core.txt --constraint requirements/build.txt \
	  --output-file requirements/dev.txt
	@$(LOCK) --group opentaxii --output-file requirements/opentaxii.txt
	@$(LOCK) --group quality --constraint requirements/dev.txt --output-file requirements/quality.txt
	@$(LOCK) --group scale --constraint requirements/dev.txt --output-file requirements/scale.txt
	@$(LOCK) --group fuzz --constraint requirements/dev.txt --output-file requirements/fuzz.txt

clean: ## remove what the verbs above made
	@rm -rf $(VENV) build dist mutants native/target node_modules src/khien/web/static/vendor screenshots .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache \
	  .import_linter_cache .hypothesis
	@find src tests bench docs -name __pycache__ -prune -exec rm -r {} +
	@find src -name '*.mo' -delete
