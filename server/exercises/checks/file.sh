# Tells of the file $1: a line of type|owner|group|mode, its SHA-256, then its first 256 KiB.
# Exit 3: it is not there.
set -eu
LC_ALL=C
PATH=/usr/sbin:/usr/bin:/sbin:/bin
[ -e "$1" ] || [ -L "$1" ] || exit 3
stat --dereference --printf='%F|%U|%G|%a\n' -- "$1" || exit 3
if [ -f "$1" ]; then
  sum=$(sha256sum -- "$1")
  printf '%s\n' "${sum%% *}"
  head --bytes=262144 -- "$1"
else
  echo -
fi
