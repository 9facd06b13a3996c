#!/bin/sh
# Before the files go. dpkg says `remove`, rpm 0; an upgrade says something else and leaves the agent running.
set -e

unit=@UNIT@
own=@UNIT_FOLDER@/$unit

case $1 in
remove | 0) ;;
*) exit 0 ;;
esac

if [ -d /run/systemd/system ]; then
  systemctl stop "$unit" || :
fi
# rpm knows no purge, so this is the moment. dpkg's removal leaves it enabled: installed again it goes on.
if [ "$1" = 0 ] && command -v systemctl >/dev/null; then
  systemctl --quiet disable "$unit" || :
fi
# What `schoolwacht-agent service install` wrote would start a program that is no more.
if [ -f "$own" ] && grep -q @TREE@/ "$own"; then
  rm -f "$own"
fi
