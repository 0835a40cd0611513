#!/bin/sh
# Creates the virtual environment $1 with the pinned packages and this project (editable) in it.
set -eu
venv=$1

fits() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python; do
        if fits "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    cat >&2 <<'MISSING'
newsarchive needs Python 3.11 or newer with its venv module, and found none.
  Debian, Ubuntu:  apt install python3 python3-venv
  macOS:           brew install python
  elsewhere:       install it, then run  make PYTHON=/path/to/python3 ...
MISSING
    exit 1
}

if ! fits "$venv/bin/python"; then
    python=$(find_python)
    echo "Creating $venv with $("$python" --version)"
    rm -rf "$venv"
    "$python" -m venv "$venv"
fi
echo "Installing the pinned packages (half a minute the first time)"
# Bytecode is written when a module is first used: most of what is installed never is.
"$venv/bin/python" -m pip install -qq --no-compile --disable-pip-version-check \
    --require-hashes --requirement requirements-dev.lock
echo "Compiling what reads pages and writes the index, where there is a C compiler (some seconds)"
"$venv/bin/python" -m pip install -qq --no-compile --disable-pip-version-check \
    --no-deps --no-build-isolation --editable .
"$venv/bin/python" -c 'from newsarchive.compiled import report; print(report())'
