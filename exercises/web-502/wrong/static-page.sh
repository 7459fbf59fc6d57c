#!/bin/bash
# A page that answers 200 without asking the service: it never shows a build again.
set -euo pipefail

install -d -m 0755 /var/www/maintenance
printf '<!doctype html><title>Builds</title><h1>Builds</h1>\n' >/var/www/maintenance/index.html
sed -i 's|proxy_pass .*;|root /var/www/maintenance;|' /etc/nginx/sites-available/builds
nginx -t
systemctl reload nginx
