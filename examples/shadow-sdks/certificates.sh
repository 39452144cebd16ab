#!/bin/sh
# Makes certificates/: a CA of one's own, the certificate of the box, and one each for a device and an app.
set -eu
umask 077
mkdir -p certificates
cd certificates
exec 2>openssl.log
key="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"

# shellcheck disable=SC2086 # $key is several words
openssl req -x509 $key -days 3650 -subj "/CN=My devices" -keyout ca.key -out ca.pem
for name in box thermostat-1 app; do
  # shellcheck disable=SC2086
  openssl req $key -subj "/CN=$name" -keyout "$name.key" -out "$name.csr"
  if [ "$name" = box ]; then names=DNS:localhost,IP:127.0.0.1; else names=DNS:$name; fi
  printf 'subjectAltName=%s\n' "$names" >"$name.ext"
  openssl x509 -req -in "$name.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days 365 \
    -extfile "$name.ext" -out "$name.pem"
  rm -f "$name.csr" "$name.ext"
done
