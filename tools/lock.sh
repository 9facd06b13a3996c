#!/usr/bin/env bash
# Writes requirements/*.txt from pyproject.toml: every version and hash, no address. Run by `make lock`.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v uv >/dev/null || { echo "lock: 'uv' is needed: .venv/bin/pip install uv" >&2; exit 69; }
lock() { # lock FILE EXTRA...
  local file=$1 extras=(); shift
  for extra in "$@"; do extras+=(--extra "$extra"); done
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
    --no-header --no-annotate ${UPGRADE:+--upgrade} "${extras[@]}" pyproject.toml --output-file "requirements/$file"
}
lock agent.txt agent build
lock collector.txt agent collector build
lock dev.txt agent collector build dev
