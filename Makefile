# Everything starts here: python3 (3.11 or later), make and PyPI are all that is needed.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: run test test-long mutate lint lab lock schema demo clean

run: $(READY)            ## segment a real grocer's households
	$(BIN)/segtools run complete_journey

test: lint               ## every test but the long ones, the notebooks' included
	$(BIN)/python -m pytest -m "not long" -n 2

test-long: lint          ## the long tests too: real clients whole, and Spark (which needs Java)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[spark]' -c requirements.lock
	$(BIN)/python -m pytest

mutate: $(READY)         ## two hundred small changes of the program: which does no test notice?
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[mutate]' -c requirements.lock
	$(BIN)/python tests/mutations.py

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/nbstripout --verify notebooks/*.ipynb

lab: $(READY)            ## JupyterLab on the notebooks
	$(BIN)/jupyter lab --notebook-dir=. notebooks/01_collect.ipynb

schema: $(READY)         ## what can stand in params: the JSON schema for editors, the reference for people
	$(BIN)/python -m segtools.params > params/schema.json
	$(BIN)/python -m segtools.params reference > docs/reference.md

demo: $(READY)           ## make the demo client's data again
	$(BIN)/python data/demo/make_demo.py

lock: $(READY)           ## pin every dependency, for every platform
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --all-extras --no-emit-index-url \
	    --no-annotate --no-header pyproject.toml -o requirements.lock

clean:
	rm -rf .venv .pytest_cache .ruff_cache mutants
	find outputs -mindepth 1 -maxdepth 1 ! -name README.md -exec rm -rf {} +

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "segtools needs Python 3.11 or later: make PYTHON=python3.12 …"; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.lock -e '.[journey,dev]'
	$(BIN)/python -m compileall -q segtools
	@touch $@
