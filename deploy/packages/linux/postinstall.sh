#!/bin/sh
# After the files came. dpkg says `configure` and which version was there, rpm how many versions there are now.
# Works without systemd too (a chroot, an image): then nothing is started.
set -e

home=@HOME@
unit=@UNIT@
token=/etc/schoolwacht/token

case $1 in
configure) [ -n "$2" ] && new= || new=yes ;;
1) new=yes ;;
abort-*) new=yes ;; # dpkg took a removal back
*) new= ;;
esac

install -d -m 0711 "$home"
# Members of this group may report back-ups without being root. The agent does without, if it cannot be made.
if @MAKE_GROUP@; then
  @MAKE_DROP_FOLDER@
fi

# A token that was laid down before the packages came: the agent joins with it at its next start, and forgets it.
if [ -f "$token" ]; then
  install -m 0600 "$token" "$home/@TOKEN_FILE@"
  rm -f "$token"
fi

command -v systemctl >/dev/null || exit 0
# Who disabled it finds it disabled after an upgrade.
[ -z "$new" ] || systemctl --quiet enable "$unit" || :
[ -d /run/systemd/system ] || exit 0
systemctl daemon-reload || :
if [ -e "$home/identity.json" ] || [ -e "$home/pending.json" ] || [ -e "$home/@TOKEN_FILE@" ]; then
  # It says it is ready only once somebody let it in; no installation waits for that.
  ! systemctl --quiet is-enabled "$unit" || systemctl --no-block restart "$unit" || :
elif [ -n "$new" ]; then
  echo "This machine is not enrolled yet: schoolwacht-agent enrol TOKEN, then: systemctl start schoolwacht-agent"
fi
