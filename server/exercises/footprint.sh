# Tells of every file where people and packages keep what they decide: type|mode|owner|group|link|path
# a line, then the SHA-256 of each regular file. Paths with newlines are not expected there.
set -eu
LC_ALL=C
PATH=/usr/sbin:/usr/bin:/sbin:/bin
set -- /etc /opt /root /srv /usr/local /var/spool/cron /var/www
for root in "$@"; do
  shift
  if [ -d "$root" ]; then set -- "$@" "$root"; fi
done
find "$@" -xdev -printf '%y|%m|%u|%g|%l|%p\n'
find "$@" -xdev -type f -exec sha256sum -- {} +
