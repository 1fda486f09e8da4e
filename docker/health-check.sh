#!/usr/bin/env bash
# Is the service in this container ready? The image has neither curl nor wget, but bash speaks TCP.
set -euo pipefail
ports=${ASPNETCORE_HTTP_PORTS:-8080}
exec 3<> "/dev/tcp/127.0.0.1/${ports%%;*}"
printf 'GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
read -r _ status _ <&3
[ "$status" = 200 ]
