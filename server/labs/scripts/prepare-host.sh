# Readies a host that has just been started, for its lab's owner: makes the login, while systemd
# boots, and waits until systemd has finished. Run as root by `sh -c`; safe to run again.
#
# Arguments: the login, then the groups that it is to be in; they must exist.
# Exit codes: 0 ready, 3 systemd did not come up, 4 the login is a system account,
# 5 the login could not be made.
set -eu

login=$1
shift

uid=$(id -u "$login" 2>/dev/null || true)
if [ -n "$uid" ] && [ "$uid" -lt 1000 ]; then
  echo "$login is a system account there" >&2
  exit 4
fi
# One list, one call: each of these tools rewrites the account files.
groups=$(IFS=,; echo "$*")
if [ -z "$uid" ]; then
  useradd --create-home --user-group --groups "$groups" --shell /bin/bash "$login" || exit 5
elif [ -n "$groups" ]; then
  usermod --append --groups "$groups" "$login" || exit 5
fi

# The sockets that terminals are kept by; in /run, since they are gone after a reboot too.
install -d -m 0711 /run/hatchery
install -d -m 0700 -o "$login" -g "$login" "/run/hatchery/$login"

# In its first moments systemd does not answer at all: "Failed to connect to bus".
left=200
until state=$(systemctl is-system-running --wait 2>/dev/null) || [ "$state" = degraded ]; do
  left=$((left - 1))
  if [ "$left" -eq 0 ]; then
    echo "systemd says ${state:-nothing}" >&2
    exit 3
  fi
  sleep 0.05
done
