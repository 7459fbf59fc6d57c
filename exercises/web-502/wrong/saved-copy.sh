#!/bin/bash
# The page as it is now, marker and all, served as a file: right today, never again.
set -euo pipefail

install -d -m 0755 /var/www/saved
/usr/bin/curl --silent --fail --max-time 5 --output /var/www/saved/index.html \
  "http://127.0.0.1:$V_PORT/"
chmod 0644 /var/www/saved/index.html
sed -i 's|proxy_pass .*;|root /var/www/saved;|' /etc/nginx/sites-available/builds
nginx -t
systemctl reload nginx
