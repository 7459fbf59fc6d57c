#!/bin/bash
# "Have you tried turning it off and on again": nginx still asks the old port.
set -euo pipefail

systemctl restart nginx
