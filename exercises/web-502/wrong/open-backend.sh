#!/bin/bash
# The page is back, and so is everybody's way around the front end.
set -euo pipefail

sed -i "s/127\.0\.0\.1:8080/127.0.0.1:$V_PORT/" /etc/nginx/sites-available/builds
sed -i 's/^BUILDS_BIND=.*/BUILDS_BIND=0.0.0.0/' /etc/default/builds
systemctl restart builds
nginx -t
systemctl reload nginx
