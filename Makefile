# `make` alone lists what can be run. Everything happens in .venv/, which `setup` builds from the lock files.

VENV := .venv
BIN := $(VENV)/bin
# What learns the shipped models has an environment of its own: jax weighs 400 MB, and nothing that reads needs it.
TRAIN := .venv-train
TRAIN_PIP := $(TRAIN)/bin/python -m pip --disable-pip-version-check
# Coverage-guided fuzzing has one too: atheris is made for Linux on x86-64 alone.
FUZZ := .venv-fuzz
FUZZ_PIP := $(FUZZ)/bin/python -m pip --disable-pip-version-check
# So many seconds of each of its five targets.
FUZZ_SECONDS ?= 300
# `make run` serves on this port; SERVE=0 keeps it from serving.
PORT ?= 8000
SERVE ?= 1
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && { echo $$p; break; }; done)
VERSION ?= $(shell sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
PIP := $(BIN)/python -m pip --disable-pip-version-check
# CPython 3.13 dropped a call that durable_rules uses; this names its successor (docs/decisions/0004).
export CPPFLAGS += -DPyEval_CallObject=PyObject_CallObject
# Bytecode is stored whatever the environment says: each process of the tests would compile a thousand files again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup run test test-fast check format lint types imports rules rules-cases rules-coverage law-pages bench house measure train fuzz campaign screenshots docs sbom release-notes clean

help: ## list what can be run
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: $(VENV)/.ready ## build .venv from the lock files

$(VENV)/.ready: pyproject.toml requirements.lock requirements-durable.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 ou 3.13 est nécessaire et n'a pas été trouvé."; exit 1; }
	@echo "Installation dans $(VENV)/ (versions et empreintes de requirements.lock)…"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PIP) install --quiet --require-hashes -r requirements.lock
	@$(PIP) install --quiet --require-hashes --no-build-isolation -r requirements-durable.lock 2>$(VENV)/durable.log \
	  || echo "L'extension C de durable_rules n'a pas pu être compilée (détail : $(VENV)/durable.log). Le moteur en Python pur la remplace, avec les mêmes réponses."
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

run: setup ## set up, answer seven example reports, then serve with demonstration data until Ctrl-C (`make run SERVE=0` stops before)
	@$(BIN)/qualif qualify examples/signalements.yaml
	@echo
	@echo "Sept signalements de examples/signalements.yaml, qualifiés d'après les règles de rulesets/."
	@echo "Ensuite : $(BIN)/qualif ask (entretien), $(BIN)/qualif qualify FICHIER, $(BIN)/qualif facts, $(BIN)/qualif rules show."
ifneq ($(SERVE),0)
	@echo
	@echo "Service sur http://127.0.0.1:$(PORT)/ ; Ctrl-C l'arrête."
	@exec $(BIN)/qualif serve --quiet --demo --link --host 127.0.0.1 --port $(PORT)
endif

# Files go in the order of the tree, and not those of most tests first: the long ones, of api/ and of the readers, do not end last.
# One process more than cores, four at most: a fifth of the time, tests wait for a disk, a database or a browser.
WORKERS := $(shell n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); echo $$((n < 3 ? n + 1 : 4)))
PYTEST := $(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

test: setup ## set up, then run all tests (code, law cases, documentation examples)
	@$(PYTEST)

test-fast: setup ## run the unit tests: neither database, nor browser, nor readers
	@$(PYTEST) -m unit $(addprefix tests/,architecture data engine textfile)

# What needs one core runs beside the tests, which wait for others a part of their time; its faults keep none of them from being run.
check: setup ## everything integration asks: format, lint, types, imports, rules, tests
	@$(MAKE) --no-print-directory --keep-going --output-sync=target format lint imports types rules & others=$$!; failed=0; \
	  $(MAKE) --no-print-directory test || failed=1; \
	  wait $$others || { failed=1; echo "Mise en forme, lint, imports, types ou règles : au moins une faute, dite plus haut."; }; exit $$failed

format: setup ## check the layout of the code (`make format FIX=1` mends it)
	@$(BIN)/ruff format --quiet $(if $(FIX),,--check) .

lint: setup ## look for faults in the code
	@$(BIN)/ruff check --quiet $(if $(FIX),--fix) .

types: setup ## check types, strictly
	@$(BIN)/mypy

imports: setup ## check that dependencies point one way
	@$(BIN)/lint-imports

rules: rules-coverage rules-cases ## check the law as data, replay its cases, measure their coverage and compare it with the committed one

rules-cases: setup ## check the law as data and replay its cases
	@$(BIN)/qualif rules check
	@$(BIN)/qualif rules test

rules-coverage: setup ## measure the coverage of the cases and compare it with the committed one
	@mkdir -p build
	@$(BIN)/qualif rules coverage --json >build/coverage.json
	@$(BIN)/python .ci/same_coverage.py rulesets/coverage.json build/coverage.json

law-pages: setup ## measure the coverage of the law again, for its pages (rulesets/coverage.json, to be committed)
	@$(BIN)/qualif rules coverage --write

bench: setup ## measure speed against zen-engine, fastText and spaCy, and the service under load, in one run
	@command -v wrk >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get install --yes --quiet wrk >/dev/null 2>&1; } \
	  || echo "wrk est absent (apt-get install wrk) : la mesure se fait sans le service."
	@$(PIP) install --quiet --require-hashes -r requirements-fasttext.lock 2>$(VENV)/fasttext.log \
	  || echo "fastText n'a pas pu être installé (détail : $(VENV)/fasttext.log) : la mesure se fait sans lui."
	@$(BIN)/python -m bench

house: setup ## measure the structure of the code: cycles, layers, names, sizes, start times
	@$(BIN)/python -m tools.house --starts

# READER: a second reader, by its address (READER_MODEL names its model), or `careful`.
measure: setup ## measure what becomes of whole reports (set aside, fields, suggestions, danger…), and readers' agreement on the questions (docs/measures.md; READER=careful or READER=URL READER_MODEL=NAME: with a model too)
	@$(BIN)/python -m tools.measure $(if $(READER),--reader "$(READER)" $(if $(READER_MODEL),--reader-model "$(READER_MODEL)"),--facts --speed)
	@$(BIN)/python -m tools.measure --agreement

train: $(TRAIN)/.ready ## set up .venv-train, with jax, and say how the shipped models are learnt again
	@echo "$(TRAIN)/ est prêt. Il n'apprend rien de lui-même ; chaque modèle se refait par sa commande, qui reprend où elle s'était arrêtée :"
	@echo "  $(TRAIN)/bin/python -m training.facts --out DOSSIER --work TRAVAIL    réseau des faits (second lecteur)"
	@echo "  $(TRAIN)/bin/python -m training.reader --out DOSSIER --work TRAVAIL   lecteur de signalements"
	@echo "Les tests de l'apprentissage : $(TRAIN)/bin/python -m pytest tests/training"

$(TRAIN)/.ready: pyproject.toml requirements.lock requirements-train.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 ou 3.13 est nécessaire et n'a pas été trouvé."; exit 1; }
	@echo "Installation dans $(TRAIN)/ : les versions de requirements.lock, puis jax et optax (requirements-train.lock)…"
	@$(PYTHON) -m venv --clear $(TRAIN)
	@$(TRAIN_PIP) install --quiet --require-hashes -r requirements.lock
	@$(TRAIN_PIP) install --quiet --require-hashes -r requirements-train.lock
	@$(TRAIN_PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

fuzz: setup ## compare durable_rules, diagrams and brute force over 1,000,000 random evaluations, differences over 10,000 pairs of laws, 100,000 lives of change requests, 2,000 of accounts, the queue, decisions and transmissions on each database, a hundred requests to each operation of the API, and what reads the rules guided by coverage (FUZZ_SECONDS=300 each target)
	@$(BIN)/python -m fuzz.campaign --evaluations 1000000
	@$(BIN)/python -m fuzz.difference --pairs 10000
	@$(BIN)/python -m fuzz.change_mutants
	@$(BIN)/python -m fuzz.changes --runs 100000
	@for machine in accounts queue decisions transmissions; do for database in sqlite postgresql; do \
	  $(BIN)/python -m fuzz.machines --machine $$machine --database $$database --runs 2000 || exit 1; done; done
	@$(BIN)/python -m fuzz.answers --examples 100
	@$(MAKE) --no-print-directory $(FUZZ)/.ready && { $(FUZZ)/bin/python -m fuzz.coverage_guided --seconds $(FUZZ_SECONDS) || [ $$? = 2 ]; }

$(FUZZ)/.ready: pyproject.toml requirements.lock requirements-fuzz.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 ou 3.13 est nécessaire et n'a pas été trouvé."; exit 1; }
	@echo "Installation dans $(FUZZ)/ : les versions de requirements.lock, puis atheris (requirements-fuzz.lock)…"
	@$(PYTHON) -m venv --clear $(FUZZ)
	@$(FUZZ_PIP) install --quiet --require-hashes -r requirements.lock
	@$(FUZZ_PIP) install --quiet --require-hashes -r requirements-fuzz.lock \
	  || echo "atheris n'existe pas pour cette machine (Linux sur x86-64 seul) : cette part ne se fait pas."
	@$(FUZZ_PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# RUNS: so many of each part; ONLY: one part; both for a campaign that is shorter than the whole (a day or so).
campaign: setup ## inject faults and compare with what was acknowledged: kills, races, bad network, full disk, clock, mute readers, a day, instances killed in turn, crashes at every statement; goes on where it was (ONLY=kills, RUNS=100)
	@command -v fiu-run >/dev/null && ls /usr/lib/*/faketime/libfaketime.so.1 >/dev/null 2>&1 \
	  || { [ "$$(id -u)" = 0 ] && apt-get install --yes --quiet fiu-utils faketime >/dev/null 2>&1; } \
	  || echo "fiu-utils ou faketime est absent (apt-get install fiu-utils faketime) : la campagne se fait sans, et le dit."
	@$(BIN)/python -m campaign $(if $(ONLY),--only $(ONLY)) $(if $(RUNS),--runs $(RUNS))

screenshots: setup ## take a picture of every page, to be looked at (build/screenshots/)
	@$(BIN)/python -m tools.screenshots

docs: setup ## write the pages made from the code: errors, contexts of pages
	@$(BIN)/python -m tests.docs.errors_page
	@$(BIN)/python -m api.app.contexts_page

# The installed service alone, in an environment of its own: that requirements-service.lock is enough is tried on the way.
sbom: ## install what the service alone needs, try it, and write what it is made of (build/sbom.cdx.json, CycloneDX)
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 ou 3.13 est nécessaire et n'a pas été trouvé."; exit 1; }
	@$(PYTHON) -m venv --clear build/service && $(PYTHON) -m venv --clear build/sbom
	@build/service/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements-service.lock
	@build/sbom/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements-sbom.lock
	@$(MAKE) --no-print-directory setup
	@$(PIP) wheel --quiet --no-deps --no-build-isolation --wheel-dir build/sbom/wheel .
	@build/service/bin/python -m pip --disable-pip-version-check install --quiet --no-deps build/sbom/wheel/*.whl
	@cd build/service && bin/qualif qualify ../../examples/signalements.yaml >/dev/null && bin/qualif db --help >/dev/null
	@build/sbom/bin/cyclonedx-py environment build/service --pyproject pyproject.toml --mc-type application --output-reproducible --of JSON -o build/sbom.cdx.json
	@echo "build/sbom.cdx.json : $$(grep -c '"purl"' build/sbom.cdx.json) composants."

release-notes: ## print what the changelog says of a version (VERSION=0.1.0; without it, that of pyproject.toml)
	@awk -v version="$(VERSION)" '/^## /{shown = ($$2 == version); found = found || shown} shown; END{exit !found}' CHANGELOG.md \
	  || { echo "CHANGELOG.md ne dit rien de la version $(VERSION)." >&2; exit 1; }

clean: ## remove what was built
	@rm -rf $(VENV) $(TRAIN) $(FUZZ) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
