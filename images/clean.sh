#!/bin/sh
# Leaves in an image what a host is, and nothing of how it was made. Runs last, as root.
set -eu

if [ -d /run/systemd/system ]; then
  systemctl stop rsyslog.service syslog.socket cron.service
  # From here on the journal stays in memory: what the shutdown says is not part of the image.
  journalctl --relinquish-var
fi

rm -rf /tmp/hatchery /var/log/journal/* /var/lib/apt/lists/* /var/cache/apt/*.bin \
  /var/cache/debconf/*-old /var/lib/dpkg/*-old /root/.cache /var/lib/systemd/random-seed
apt-get clean
find /var/log -type f -name '*.gz' -delete
find /var/log -type f -exec truncate -s 0 {} +
find /tmp /var/tmp -mindepth 1 -xdev -delete 2>/dev/null || true

# Empty, not missing: each host makes its own without taking itself for a first boot.
: >/etc/machine-id
