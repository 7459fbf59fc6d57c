#!/bin/bash
# The page as it is now, marker and all, served as a file: right today, never again.
set -euo pipefail

install -d -m 0755 /var/www/saved
# The service has only just been restarted by the fault: it may need another moment.
/usr/bin/curl --silent --fail --retry 10 --retry-connrefused --retry-delay 1 --max-time 15 \
  --output /var/www/saved/index.html "http://127.0.0.1:$V_PORT/"
chmod 0644 /var/www/saved/index.html
sed -i 's|proxy_pass .*;|root /var/www/saved;|' /etc/nginx/sites-available/builds
nginx -t
systemctl reload nginx
