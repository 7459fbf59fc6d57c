#!/bin/bash
# The service goes back to the port that nginx knows.
set -euo pipefail

sed -i 's/^BUILDS_PORT=.*/BUILDS_PORT=8080/' /etc/default/builds
systemctl restart builds
