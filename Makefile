PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
DEV_STAMP := .venv/.installed-dev

.PHONY: run test bench check format lock pictures clean

run: $(STAMP)
	@$(BIN)/python run.py

test: $(DEV_STAMP)
	@test -n "$$ZHIPING_TEST_POSTGRES_URL" || echo "PostgreSQL skipped: ZHIPING_TEST_POSTGRES_URL is not set"
	$(BIN)/python -m pytest -n auto

# N applications, DB=sqlite or postgres, ONLY=some of: pages deciding printing serving dryrun
bench: $(DEV_STAMP)
	N="$(N)" DB="$(DB)" ONLY="$(ONLY)" $(BIN)/python -m tests.bench

check: $(DEV_STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m app.console.translations
	@set -e; folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	ZHIPING_DATA_DIR="$$folder" $(BIN)/alembic -q upgrade head && ZHIPING_DATA_DIR="$$folder" $(BIN)/alembic -q check

format: $(DEV_STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

pictures: $(DEV_STAMP)
	$(BIN)/python -m docs.pictures

lock: $(DEV_STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements.txt pyproject.toml
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q --extra dev -o requirements-dev.txt pyproject.toml

$(STAMP): requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the locked dependencies …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(DEV_STAMP): requirements-dev.txt $(STAMP)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

clean:
	rm -rf .venv var .pytest_cache .mypy_cache .ruff_cache .hypothesis
