#!/bin/bash
# The healthy page carries this lab's own marker.
set -euo pipefail

install -d -m 0755 /srv/builds
printf '%s\n' "$V_MARKER" >/srv/builds/marker
chmod 0644 /srv/builds/marker
