#!/usr/bin/env bash
# install.sh PYTHON LOCKFILE: makes .venv and installs the locked requirements and Schoolwacht itself into it.
# Says in one sentence what to do when this machine lacks something.
set -euo pipefail
cd "$(dirname "$0")/.."
python=$1 lock=$2

stop() { printf 'schoolwacht: %s\n' "$2" >&2; exit "$1"; }
as_root_or_ci() { [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; }

command -v "$python" >/dev/null || stop 69 "there is no '$python' here; install Python 3.11 or newer (Debian: apt install python3 python3-venv)."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
  || stop 69 "Python 3.11 or newer is needed, this is $("$python" -V 2>&1 | cut -d" " -f2); point to a newer one with: make run PYTHON=python3.12"
if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
  if as_root_or_ci; then
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null; }
  else
    stop 69 "this Python has no venv; install it with: sudo apt install python3-venv"
  fi
fi
[ -w . ] || stop 77 "this folder cannot be written; clone Schoolwacht somewhere you own."
if [ ! -x .venv/bin/python ] || ! .venv/bin/python -c 'import pip' 2>/dev/null; then
  rm -rf .venv
  "$python" -m venv .venv || stop 73 "a virtual environment could not be made in .venv; see the lines above."
fi
echo "Schoolwacht: installing what it needs (once, a minute or two) ..." >&2
.venv/bin/pip install --quiet --require-hashes --only-binary=:all: -r "$lock" \
  || stop 69 "the packages in $lock could not be installed; see the lines above. Is this machine online?"
.venv/bin/pip install --quiet --no-deps --no-build-isolation -e . || stop 70 "Schoolwacht itself could not be installed; see the lines above."
