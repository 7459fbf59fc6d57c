#!/bin/sh
# Makes a bare Debian 12 into the probe: the tools that checks from outside run. Runs as root in a
# container whose network reaches Debian's mirror. Reads /tmp/hatchery/packages.txt.
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

# A half-written image is thrown away, so waiting for the disk after every file buys nothing.
echo force-unsafe-io >/etc/dpkg/dpkg.cfg.d/hatchery-build

apt-get -q update
apt-get -q -y upgrade
# shellcheck disable=SC2046 # a list of package names
apt-get -q -y install --no-install-recommends $(sed 's/#.*//' /tmp/hatchery/packages.txt)

rm -f /etc/dpkg/dpkg.cfg.d/hatchery-build
