#!/usr/bin/env bash
# Makes a small Windows for the end-to-end test of the agent: a Wine prefix out of Debian's Wine 8, and nothing else.
#
#   tools/build-wine.sh [FOLDER]        the result is FOLDER/prefix; what was made is said in FOLDER/stamp
#
# FOLDER is ${XDG_CACHE_HOME:-~/.cache}/schoolwacht/wine-STAMP unless given, so that every clone shares one prefix; the
# tests look there, or where SCHOOLWACHT_WINE points. Half a minute and 690 MB the first time, nothing afterwards.
# Root installs Wine from Debian; anybody else needs it there. Tests copy from the prefix, they do not run in it.
#
# Three things differ from Wine's own prefix. The drive Z:, which is this whole machine, is taken away, so that no reader
# finds Linux under a Windows path. Windows' error dialogs, which would wait for a click, are off. And
# bcryptprimitives.dll, which every Windows has and Wine 8 lacks, is a forwarder (tools/msi/forwarders.py).
set -euo pipefail
cd "$(dirname "$0")/.."

version=1
stamp="prefix $version, win10"
wine=/usr/lib/wine/wine64

tell() { echo "build-wine: $*"; }
stop() {
  echo "build-wine: $*" >&2
  exit 1
}

[ $# -le 1 ] || {
  echo "usage: $0 [FOLDER]" >&2
  exit 2
}
folder=${1:-${SCHOOLWACHT_WINE:-${XDG_CACHE_HOME:-$HOME/.cache}/schoolwacht/wine-$version}}
mkdir -p -- "$folder"
folder=$(cd -- "$folder" && pwd)

done_already() {
  tell "$folder/prefix is there already; nothing to do"
  exit 0
}
is_there() { [ -x $wine ] && [ "$(cat "$folder/stamp" 2>/dev/null)" = "$stamp" ]; }
! is_there || done_already

# Two test runs may want it at once: the second waits for the first.
exec 8>"$folder/.build-wine.lock"
flock 8
! is_there || done_already

if [ ! -x $wine ] || ! command -v wineserver >/dev/null; then
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    stop "please install wine and wine64 with the system's package manager, or run this as root"
  fi
  tell "installing Wine"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends wine wine64 >/dev/null 2>&1 ||
    stop "Wine cannot be installed; try: apt-get install wine wine64"
fi
case $($wine --version) in
wine-8.*) ;;
*) tell "made for Wine 8, here is $($wine --version); the test may find other gaps" ;;
esac

began=$SECONDS
making=$folder/prefix.making
rm -rf -- "$making" "$folder/prefix" "$folder/stamp"
export WINEPREFIX=$making WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml=;winemenubuilder.exe=d"
unset DISPLAY WAYLAND_DISPLAY
# Wine's programs want pipes for output; one that stays behind would keep this script waiting, so only the shell waits.
quietly() { timeout 180 $wine "$@" </dev/null 2>&1 8>&- | cat >/dev/null 8>&-; }
quietly wineboot -i
quietly winecfg -v win10
quietly reg add 'HKCU\Software\Wine\WineDbg' /v ShowCrashDialog /t REG_DWORD /d 0 /f
quietly reg add 'HKLM\System\CurrentControlSet\Control\Windows' /v ErrorMode /t REG_DWORD /d 2 /f
wineserver -k 8>&- || true
wineserver -w 8>&- || true
[ -f "$making/system.reg" ] || stop "Wine made no prefix"
rm -f -- "$making/dosdevices/z:"
PYTHONPATH=tools "${PYTHON:-python3}" - "$making/drive_c/windows/system32/bcryptprimitives.dll" <<'PY'
import sys
from pathlib import Path
from msi.forwarders import forwarding
made = forwarding("bcryptprimitives.dll", {"ProcessPrng": "advapi32.SystemFunction036"})
Path(sys.argv[1]).write_bytes(made)
PY
mv -- "$making" "$folder/prefix"
echo "$stamp" >"$folder/stamp"
tell "made $folder/prefix in $((SECONDS - began)) s"
