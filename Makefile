# The outer commands. Everything else is `statecraft`, see `.venv/bin/statecraft --help`.
#   make report   build the report        make test   run the tests
#   make lab      open JupyterLab         make setup  only the environment, in .venv
# Extra arguments: make report ARGS="02-model-race", make test ARGS="-k claims"

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
REQUIRED = $(if $(shell "$(PYTHON)" -c 'import sys; print(sys.version_info >= (3, 11) or "")' 2>/dev/null),,\
	$(error Python 3.11 or newer is needed; name one with: make PYTHON=/path/to/python3.11))
BIN := .venv/bin
READY := .venv/.ready

# Nothing of the user's own Python or Jupyter leaks into the environment or its kernel.
unexport PYTHONHOME PYTHONPATH JUPYTER_PATH PYTHONDONTWRITEBYTECODE
export JUPYTER_PREFER_ENV_PATH := 1

.PHONY: report test lab setup lock clean distclean
report: setup
	@$(BIN)/python -m statecraft.cli build $(ARGS)

test: setup
	@$(BIN)/python -m pytest $(ARGS)

lab: setup
	@$(BIN)/python -m jupyterlab --LabApp.default_url=/lab/tree/notebooks $(ARGS)

setup: $(READY)
	@:

# An environment left half made, or moved with its folder, is made anew; otherwise only what changed is installed.
ifneq ($(shell cat $(READY) 2>/dev/null),$(CURDIR))
.PHONY: $(READY)
ANEW := --clear
endif
$(READY): requirements.lock pyproject.toml
	@: $(REQUIRED)
	@echo "Setting up .venv from requirements.lock (a minute or two, once)"
	@"$(PYTHON)" -m venv $(ANEW) .venv
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet --no-compile --require-hashes -r requirements.lock
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet --no-deps --no-build-isolation --editable .
	@echo "$(CURDIR)" > $(READY)

# For maintainers: newest versions that fit both requirements files, for every platform, with hashes.
lock:
	@: $(REQUIRED)
	@"$(PYTHON)" -m venv --clear .venv-lock
	@.venv-lock/bin/python -m pip --disable-pip-version-check install --quiet uv
	@.venv-lock/bin/uv pip compile requirements.in requirements-cluster.in --output-file requirements.lock --quiet --upgrade \
		--no-config --universal --python-version 3.11 --fork-strategy fewest \
		--generate-hashes --no-emit-index-url --no-header --no-annotate
	@rm -rf .venv-lock

clean:
	@find reports -mindepth 1 -maxdepth 1 ! -name README.md ! -name expected.json -exec rm -rf {} +
	@find lib tests notebooks \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +
	@rm -rf .pytest_cache

distclean: clean
	@rm -rf .venv .venv-lock lib/*.egg-info
