# make demo   from nothing to a picture: environment, install, the example story read to the terminal and to a page
# make test   everything that CI runs: the built wheel, installed, with linters, types, import rules and tests
# make check  linters, types and import rules only

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV   := .venv
BIN    := $(VENV)/bin
SOURCES := $(shell find src -type f -not -name '*.pyc') pyproject.toml README.md LICENSE

.PHONY: demo test check lint clean

demo: $(VENV)/.installed
	$(BIN)/fabula read examples/salt-road/*.txt --html build/salt-road.html
	@echo
	@echo "The page of this story: build/salt-road.html"

test: $(VENV)/.dev
	$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest

check: $(VENV)/.dev
	$(MAKE) --no-print-directory lint

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The wheel is built from the tree and installed: what is tested is what people get.
build/wheel/.built: $(SOURCES) $(VENV)/.venv
	rm -rf build/wheel
	$(BIN)/python -m pip install --quiet --disable-pip-version-check build hatchling
	$(BIN)/python -m build --wheel --no-isolation --outdir build/wheel . > build.log 2>&1 || { cat build.log; exit 1; }
	@rm -f build.log
	@touch $@

$(VENV)/.venv:
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "fabula needs Python 3.11 or later; say which with: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: build/wheel/.built
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "$$(echo build/wheel/*.whl)"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps build/wheel/*.whl
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "$$(echo build/wheel/*.whl)[dev]"
	@touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
