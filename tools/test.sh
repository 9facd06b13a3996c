#!/usr/bin/env bash
# Every check and every test. As root or in CI it installs what is missing; elsewhere it runs what it can, lists what it
# left out, and ends with the word "partial".
set -uo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
left_out=()
failed=()

may_install() { [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; }
refreshed=
need() { # need COMMAND PACKAGE WHY
  command -v "$1" >/dev/null && return 0
  if may_install; then
    [ -n "$refreshed" ] || { apt-get update -qq; refreshed=yes; }
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2" >/dev/null 2>&1
    command -v "$1" >/dev/null && return 0
  fi
  left_out+=("$3 (install $2)")
  return 1
}

need chromium chromium "pages in a real browser"
need dpkg-deb dpkg "packages made by tests"
need mkfs.ext4 e2fsprogs "a volume that fills up"
need faketime faketime "clocks that are wrong"
need setpriv util-linux "rights of files, when root runs the tests"
need systemd-analyze systemd "systemd units"
need dmidecode dmidecode "SMBIOS tables against another reader"
need restic restic "back-ups by restic"
need borg borgbackup "back-ups by borg"
need debootstrap debootstrap "a Debian to install packages in"
need rpm rpm "packages for Fedora and openSUSE"
need rpm2cpio rpm2cpio "what is in an rpm"
need cpio cpio "what is in an rpm"
need mvn maven "packages of the agent, and a Windows to run it on"
need wixl wixl "the installer for Windows"
need msibuild msitools "the installer for Windows"
[ "$(id -u)" -eq 0 ] || left_out+=("what needs root: loop mounts, installing a package")
export SCHOOLWACHT_INFLUXD="${SCHOOLWACHT_INFLUXD:-}"
build() { # build WHAT COMMAND: something that takes minutes once, and is kept for the next time
  local said
  said=$("$2" 2>&1) && return 0
  left_out+=("$1: $(tail -n 1 <<<"$said")")
  [ -z "${CI:-}" ] || { printf '%s\n' "$said" >&2; failed+=("building $1"); }
}
build "a real InfluxDB" tools/build-influxd.sh
build "a Windows (Wine)" tools/build-wine.sh
if [ -z "${SCHOOLWACHT_RECORDINGS:-}" ]; then
  left_out+=("recordings of other machines (set SCHOOLWACHT_RECORDINGS to their folder)")
fi

step() { # step NAME COMMAND...
  local name=$1 begun=$SECONDS; shift
  printf '\n== %s\n' "$name"
  "$@" || failed+=("$name")
  printf -- '-- %s: %d s\n' "$name" $((SECONDS - begun))
}
step "lint" $bin/ruff check --output-format=concise
step "format" $bin/ruff format --check --quiet
step "types" $bin/mypy
step "types on Windows" $bin/mypy --platform win32 --no-warn-unreachable agent
step "borders" $bin/lint-imports --no-cache
step "spelling" $bin/codespell
# Most tests wait more than they work: three side by side on two cores end sooner and stay punctual.
step "tests" $bin/pytest -q -n "${SCHOOLWACHT_TEST_JOBS:-3}" --dist loadfile

if [ ${#failed[@]} -gt 0 ]; then
  printf '\nFailed: %s\n' "$(IFS=';'; echo "${failed[*]}")"
  exit 1
fi
if [ ${#left_out[@]} -gt 0 ]; then
  printf '\nLeft out:\n'
  printf '  - %s\n' "${left_out[@]}"
  printf 'partial\n'
fi
