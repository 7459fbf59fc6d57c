#!/bin/bash
# The healthy page carries this lab's own marker.
set -euo pipefail

printf '%s\n' "$V_MARKER" >/srv/builds/marker
