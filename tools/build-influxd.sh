#!/usr/bin/env bash
# Makes the real InfluxDB 2 server that the end-to-end tests write to: no web pages, no download of programs.
#
#   tools/build-influxd.sh [FOLDER]        the result is FOLDER/influxd
#
# FOLDER is ${XDG_CACHE_HOME:-~/.cache}/schoolwacht/influxd-2.7.12 unless given, so that every clone shares one build.
# The source comes from the Go module proxy and the crates registry, pinned by checksum. It takes 8 to 12 minutes on
# two cores and 3 GB of caches the first time, and nothing at all when the server is already there.
# Needs Go 1.23, Rust 1.72 (both newer than Debian 12 has), a C compiler and pkg-config.
# Stop the server with SIGINT; version 2.7 does not handle SIGTERM.
set -euo pipefail

version=v2.7.12
source_sum=h1:m25dUSO7h6nm3zFC4v/aCNeFFmnN/mlN/uPo1T63bmk=
gomod_sum=h1:Mb0O9zNkhn4JTmr5vsr4ELa75um/ai6dY1pcoW192AU=
flux=v0.196.1 # the flux that this version requires; checked below
go_needed=1.23
rust_needed=1.72

tell() { echo "build-influxd: $*"; }
stop() {
  echo "build-influxd: $*" >&2
  exit 1
}

[ $# -le 1 ] || {
  echo "usage: $0 [FOLDER]" >&2
  exit 2
}
folder=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/schoolwacht/influxd-${version#v}}
mkdir -p -- "$folder"
folder=$(cd -- "$folder" && pwd)
program=$folder/influxd

is_there() { [ -x "$program" ] && "$program" version 2>/dev/null | grep -qF "InfluxDB $version "; }
done_already() {
  tell "$program is $version already; nothing to do"
  exit 0
}
! is_there || done_already

# Two test runs may want it at once: the second waits for the first.
if command -v flock >/dev/null; then
  exec 8>"$folder/.build-influxd.lock"
  flock --nonblock 8 || {
    tell "another build in $folder is under way; waiting for it"
    flock 8
  }
  ! is_there || done_already
fi

# ------------------------------------------------------------------------------------------------ what has to be there
lacking=()
command -v cc >/dev/null || command -v gcc >/dev/null || lacking+=(gcc)
[ -e /usr/include/stdlib.h ] || lacking+=(libc6-dev)
command -v pkg-config >/dev/null || lacking+=(pkg-config)
if [ ${#lacking[@]} -gt 0 ]; then
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    stop "please install ${lacking[*]} with the system's package manager, or run this as root"
  fi
  tell "installing ${lacking[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${lacking[@]}" >/dev/null
fi

newer() { [ "$(printf '%s\n' "$1" "$2" | sort --version-sort | head -n 1)" = "$1" ]; }
where="Debian 12 has an older one; see https://go.dev/doc/install and https://rustup.rs, or set \
SCHOOLWACHT_TEST_INFLUXDB_URL, _TOKEN and _ORG to a server that runs already"
command -v go >/dev/null || stop "Go $go_needed or newer is missing. $where"
command -v cargo >/dev/null && command -v rustc >/dev/null || stop "Rust $rust_needed or newer is missing. $where"
# Asked outside this project, whose folder could name another toolchain.
go_here=$(cd / && go env GOVERSION)
go_here=${go_here#go}
newer "$go_needed" "${go_here%% *}" || stop "Go $go_needed or newer is needed, here is $go_here. $where"
# flux names an old toolchain in a file of its own; the one that is installed does.
if [ -z "${RUSTUP_TOOLCHAIN:-}" ] && command -v rustup >/dev/null; then
  RUSTUP_TOOLCHAIN=$(cd / && rustup show active-toolchain | awk 'NR == 1 { print $1 }')
  export RUSTUP_TOOLCHAIN
fi
rust_here=$(cd / && rustc --version | awk '{ print $2 }')
newer "$rust_needed" "$rust_here" || stop "Rust $rust_needed or newer is needed, here is $rust_here. $where"

# ------------------------------------------------------------------------------------------------------------ the build
work=$(mktemp -d)
unfinished=$program.$$
flux_copy=
tidy() {
  result=$?
  rm -rf -- "$work" "$unfinished"
  # A half-made copy of flux in Go's cache would be taken for a whole one by the next build.
  if [ "$result" -ne 0 ] && [ -n "$flux_copy" ]; then rm -rf -- "$flux_copy"; fi
}
trap tidy EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

began=$SECONDS
run() { # run TITLE COMMAND...: shows output only of what fails
  local title=$1 since=$SECONDS
  shift
  tell "$title ..."
  "$@" >"$work/output" 2>&1 || {
    tail -n 50 "$work/output" >&2
    stop "$title failed"
  }
  tell "$title took $((SECONDS - since)) s"
}

unset CARGO_TARGET_DIR CARGO_BUILD_TARGET GOOS GOARCH PKG_CONFIG
export GO111MODULE=on GOWORK=off CGO_ENABLED=1 GOFLAGS=-buildvcs=false
cd "$work"
# A module whose only purpose is to require the server. Go heeds replacements in the main module alone, so the one in
# the server's own go.mod is repeated here.
cat >go.mod <<EOF
module schoolwacht/influxd

go $go_needed.0

require github.com/influxdata/influxdb/v2 $version

replace github.com/nats-io/nats-streaming-server v0.11.2 => github.com/influxdata/nats-streaming-server v0.11.3-0.20201112040610-c277f7560803
EOF
cat >go.sum <<EOF
github.com/influxdata/influxdb/v2 $version $source_sum
github.com/influxdata/influxdb/v2 $version/go.mod $gomod_sum
EOF

run "fetching the source of InfluxDB $version" go mod download github.com/influxdata/influxdb/v2
# What it requires is pinned by its own list of checksums.
cat "$(go list -m -f '{{.Dir}}' github.com/influxdata/influxdb/v2)/go.sum" >>go.sum
run "fetching what it requires" go get "github.com/influxdata/influxdb/v2/cmd/influxd@$version"
[ "$(go list -m -f '{{.Version}}' github.com/influxdata/flux)" = "$flux" ] || stop "flux is not $flux as expected"

# Flux is Rust inside. InfluxData's own pkg-config builds it by calling $CARGO. Its default features turn each warning
# of a newer compiler into an error, so it is built without them; and without link-time optimisation, in half the time.
cargo=$(command -v cargo)
printf '#!/bin/sh\nexec "%s" "$@" --locked -p flux --no-default-features --features cffi\n' "$cargo" >"$work/cargo"
chmod +x "$work/cargo"
run "building the pkg-config that knows flux" go build -o "$work/bin/pkg-config" github.com/influxdata/pkg-config
export CARGO=$work/cargo CARGO_PROFILE_RELEASE_LTO=off PKG_CONFIG=$work/bin/pkg-config
flux_copy=$(go env GOCACHE)/pkgconfig/github.com/influxdata/flux@$flux
run "building flux, some 2 minutes" "$PKG_CONFIG" --cflags --libs flux
flux_copy=

run "building influxd, some 5 minutes" go build -trimpath -tags sqlite_foreign_keys,sqlite_json \
  -ldflags "-s -w -X main.version=$version -X main.commit=module" \
  -o "$unfinished" github.com/influxdata/influxdb/v2/cmd/influxd
"$unfinished" version | grep -qF "InfluxDB $version " || stop "the influxd that was built does not run"
mv -f -- "$unfinished" "$program"
tell "made $program in $((SECONDS - began)) s"
