#!/bin/bash
# A build that arrives now must show on the page: a saved copy of the page never shows it.
set -euo pipefail

build=$(mktemp --tmpdir=/srv/builds check-XXXXXXXX)
trap 'rm -f -- "$build"' EXIT
status=0
page=$(/usr/bin/curl --silent --show-error --fail --max-time 4 http://127.0.0.1/ 2>&1) || status=$?
if [ "$status" -ne 0 ]; then
  echo "The page does not answer on the host itself either"
  exit 1
fi
if [[ $page != *"${build##*/}"* ]]; then
  echo "A build added just now is not on the page"
  exit 1
fi
echo "A build added just now is on the page"
