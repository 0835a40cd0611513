# The ways to work on newsarchive. All but `lock` install nothing that requirements-dev.lock does not pin.
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

# What is compiled: modules written for it, and those in Python that have their types in a .pxd file beside them.
TYPES := $(wildcard newsarchive/*/*.pxd newsarchive/*/*/*.pxd)
COMPILED := $(wildcard newsarchive/*/*.pyx newsarchive/*/*/*.pyx) $(TYPES) $(wildcard $(TYPES:.pxd=.py))

.PHONY: help demo test lint format lock screenshot clean
.DEFAULT_GOAL := help

help: ## show this list
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

demo: $(INSTALLED) ## crawl the bundled portal and look around in its archive
	@$(BIN)/newsarchive demo

test: $(INSTALLED) ## run all tests
	@$(BIN)/python -m pytest -q -n auto --dist loadfile

lint: $(INSTALLED) ## check style, formatting and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(INSTALLED) ## format the code and fix what can be fixed safely
	@$(BIN)/ruff check --fix-only -q .
	@$(BIN)/ruff format .

screenshot: $(INSTALLED) ## draw the README's picture from a real run
	@$(BIN)/python tools/screenshot.py

lock: ## pin the newest versions that fit pyproject.toml (needs the network)
	@tools/lock.sh

clean: ## remove the environment and all caches
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info newsarchive/*/_*.so newsarchive/*/*/_*.so newsarchive/*/*/_compiled

$(INSTALLED): requirements-dev.lock pyproject.toml hatch_build.py $(COMPILED) tools/venv.sh
	@tools/venv.sh $(VENV)
	@touch $@
