# make run   opens the page          make test   proves that it is right, in three minutes
# make test-all   everything: other frameworks, the deployment, random examples, in ten minutes
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest -n 2 --dist worksteal
SEED ?= $(shell date +%s)

.PHONY: run test test-all test-long test-peers test-deploy fuzz audit test-lowest load soak bench \
        bench-core screenshots clean

run: $(VENV)/app.installed
	$(BIN)/streamlit run app.py --server.address localhost

test: $(VENV)/dev.installed
	$(BIN)/python -m tests.chromium
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(PYTEST) -m "not long"

test-all: test test-long test-peers test-deploy

# What make test leaves out, and Hypothesis's properties on new examples. A seed that failed:
# make test-long SEED=...
test-long: $(VENV)/dev.installed
	$(BIN)/python -m tests.chromium
	$(PYTEST) -m "long or hypothesis" --hypothesis-profile long --hypothesis-seed $(SEED)

# The exported programs in PyTorch, Keras and JAX.
test-peers: $(VENV)/peers.installed
	$(PYTEST) tests/peers

test-deploy: $(VENV)/long.installed
	$(BIN)/python -m tests.chromium
	$(BIN)/python -m tests.deploy.nginx
	$(BIN)/python -m pytest tests/deploy

# A search, led by coverage, for input that breaks something: a minute for each way in.
fuzz: $(VENV)/long.installed
	$(BIN)/python -m tests.fuzz.run

# Known weaknesses of what requirements.txt installs; asks the public database.
audit: $(VENV)/long.installed
	$(BIN)/pip-audit --strict -r requirements.txt

# The tests without a browser, on the lowest versions that requirements.txt allows; but for what the
# ONNX runtimes themselves do otherwise, which the export names as of their newest versions.
test-lowest: $(VENV)/lowest/installed
	$(VENV)/lowest/bin/python -m pytest tests/core tests/export tests/page tests/fuzz \
	  --ignore tests/export/test_onnx_runtimes.py

load: $(VENV)/dev.installed
	$(BIN)/python -m benchmarks.load

soak: $(VENV)/dev.installed
	$(BIN)/python -m benchmarks.soak

bench: bench-core
	$(BIN)/python -m tests.chromium
	$(BIN)/python -m benchmarks.pointing
	$(BIN)/python -m benchmarks.opening

bench-core: $(VENV)/peers.installed
	$(BIN)/python -m benchmarks.core

screenshots: $(VENV)/dev.installed
	$(BIN)/python -m tests.chromium
	$(BIN)/python -m docs.screenshots

clean:
	rm -rf $(VENV)

$(VENV)/python.installed:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "cnnpool needs Python 3.11 or newer; try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Setting up $(VENV): a minute or two, once."
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/app.installed: requirements.txt $(VENV)/python.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/dev.installed: requirements-dev.txt $(VENV)/app.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

$(VENV)/long.installed: requirements-long.txt $(VENV)/dev.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-long.txt
	touch $@

$(VENV)/lowest/installed: requirements.txt requirements-dev.txt $(VENV)/python.installed
	$(PYTHON) -m venv $(VENV)/lowest
	sed 's/>=\([0-9.]*\).*/==\1/' requirements.txt > $(VENV)/lowest/requirements.txt
	$(VENV)/lowest/bin/python -m pip install --quiet --disable-pip-version-check \
	  -c $(VENV)/lowest/requirements.txt -r requirements-dev.txt
	touch $@

$(VENV)/peers.installed: requirements-peers.txt $(VENV)/dev.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-peers.txt
	touch $@
