#!/bin/sh
# After the files went. Identity and queue stay, so that installing again goes on as the same device; a purge by dpkg
# takes everything that was ever made.
set -e

home=@HOME@
unit=@UNIT@

if [ -d /run/systemd/system ]; then
  case $1 in
  remove | purge | 0) systemctl daemon-reload || : ;;
  esac
fi
[ "$1" = purge ] || exit 0

rm -f "@UNIT_FOLDER@/multi-user.target.wants/$unit" /etc/schoolwacht/token
rm -rf "$home"
rmdir /etc/schoolwacht 2>/dev/null || : # the collector's settings may be there too
! command -v groupdel >/dev/null || groupdel @GROUP@ 2>/dev/null || :
