#!/bin/sh
# Makes a bare Debian 12 (a pulled slim image or mmdebstrap's minbase: the result is the same) into
# the base of all hosts. Runs as root in a container whose network reaches Debian's mirror.
# Reads /tmp/hatchery/packages.txt and /tmp/hatchery/files.
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

here=/tmp/hatchery

# The slim image leaves out manual pages and documents; a host to learn on has them. What both kinds
# of bare system leave out instead is in files/etc/dpkg.
rm -f /etc/dpkg/dpkg.cfg.d/docker /etc/apt/apt.conf.d/docker-*
cp -r --no-preserve=ownership "$here/files/." /
find /usr/share/locale -mindepth 2 -delete
find /usr/share/man -mindepth 1 -maxdepth 1 ! -name 'man[1-9]' -exec rm -rf {} +

# Nothing starts while packages go in: there is no init system yet.
printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
chmod 0755 /usr/sbin/policy-rc.d

# A half-written image is thrown away, so waiting for the disk after every file buys nothing.
echo force-unsafe-io >/etc/dpkg/dpkg.cfg.d/hatchery-build
# The index of manual pages takes longer to build than the packages take to install.
echo 'man-db man-db/auto-update boolean false' | debconf-set-selections

apt-get -q update
apt-get -q -y upgrade

# What the slim image left out of its packages comes again with them; none in the other kind.
bare=$(dpkg-query -W -f '${Package}\n' | while read -r package; do
  dpkg-query -L "$package" |
    grep -v -e '^/usr/share/locale/' -e '^/usr/share/man/[^m]' |
    while read -r path; do
      [ -e "$path" ] || [ -L "$path" ] || { echo "$package"; break; }
    done
done)
# shellcheck disable=SC2086 # a list of package names
[ -z "$bare" ] || apt-get -q -y install --reinstall $bare

# shellcheck disable=SC2046 # a list of package names
apt-get -q -y install --no-install-recommends $(sed 's/#.*//' "$here/packages.txt")

# The console belongs to the engine, and logins come through the terminal.
systemctl mask console-getty.service getty@.service getty.target container-getty@.service
# Devices, seats and kernel switches are the machine's, not a host's.
systemctl mask systemd-udevd.service systemd-udev-trigger.service systemd-udevd-control.socket \
  systemd-udevd-kernel.socket systemd-logind.service systemd-sysctl.service \
  systemd-modules-load.service sys-kernel-config.mount sys-kernel-debug.mount \
  sys-kernel-tracing.mount dev-hugepages.mount dev-mqueue.mount systemd-remount-fs.service
# A lab has no way out and a host lives for hours: no upgrades, no scrubbing of disks.
systemctl mask apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer e2scrub_reap.service \
  fstrim.timer dpkg-db-backup.timer man-db.timer
# Puppet runs when somebody runs it, and sshd where a role asks for it.
systemctl disable puppet.service ssh.service
systemctl mask puppet.service
systemctl set-default multi-user.target

# The kernel's log is the machine's.
sed -i '/^module(load="imklog")/s/^/#/' /etc/rsyslog.conf

rm -f /usr/sbin/policy-rc.d /etc/dpkg/dpkg.cfg.d/hatchery-build
# Made again, each host its own, when sshd first starts.
rm -f /etc/ssh/ssh_host_*
