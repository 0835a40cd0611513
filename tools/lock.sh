#!/bin/sh
# Pins every package with its hashes for Python 3.11 and later on all platforms in requirements-dev.lock.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check uv
# What builds this package is pinned too, so that installing it downloads nothing else.
printf 'hatchling>=1.25\neditables>=0.5\ncython>=3.1\nsetuptools>=77\n' >"$work/build.in"
"$work/venv/bin/uv" pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
    --no-header --no-annotate --no-emit-index-url \
    --extra parquet --extra warc --extra browser --extra alerts --group dev pyproject.toml "$work/build.in" --output-file requirements-dev.lock
echo "$(grep -c '==' requirements-dev.lock) packages pinned in requirements-dev.lock"
