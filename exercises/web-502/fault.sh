#!/bin/bash
# Somebody moves the service to another port and forgets its front end.
set -euo pipefail

sed -i "s/^BUILDS_PORT=.*/BUILDS_PORT=$V_PORT/" /etc/default/builds
grep -qx "BUILDS_PORT=$V_PORT" /etc/default/builds
systemctl restart builds.service
