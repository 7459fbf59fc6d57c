#!/bin/bash
# nginx is pointed at the port that the service moved to, tested, reloaded.
set -euo pipefail

sed -i "s/127\.0\.0\.1:8080/127.0.0.1:$V_PORT/" /etc/nginx/sites-available/builds
nginx -t
systemctl reload nginx
