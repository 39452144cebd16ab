#!/bin/sh
# Cable out, cable in: a box goes on while nobody is there upstream, and nothing is lost. Two
# coordinators, one of them in the part of the cloud, which is killed and started again.
#
# COORDINATOR names the launcher; PORT is the first of four ports on loopback (default 21881).

set -eu

here=$(cd "$(dirname "$0")" && pwd)
coordinator=${COORDINATOR:-$here/../../coordinator}
port=${PORT:-21881}
cloud_mqtt=127.0.0.1:$port
cloud_http=127.0.0.1:$((port + 1))
box_mqtt=127.0.0.1:$((port + 2))
box_http=127.0.0.1:$((port + 3))
work=$(mktemp -d)
cloud=
box=

clean_up() {
  trap - EXIT INT TERM
  for pid in $cloud $box; do
    kill "$pid" 2>/dev/null || :
    wait "$pid" 2>/dev/null || :
  done
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {
  echo "cable: $*" >&2
  tail -n 20 "$work"/*.log >&2 || :
  exit 1
}

# await WHAT COMMAND...: until it succeeds; the first start may have to build the coordinator.
await() {
  what=$1
  shift
  tries=0
  until "$@"; do
    tries=$((tries + 1))
    [ "$tries" -lt 600 ] || fail "waited too long for $what"
    sleep 1
  done
}

is_ready() {
  kill -0 "$1" 2>/dev/null || fail "a coordinator ended"
  grep -q '^READY' "$2"
}

start_cloud() {
  : >"$work/cloud.out"
  "$coordinator" run --data "$work/cloud" --mqtt "$cloud_mqtt" --http "$cloud_http" \
    --bundle "$here/cloud" >"$work/cloud.out" 2>>"$work/cloud.log" &
  cloud=$!
  await "the cloud" is_ready "$cloud" "$work/cloud.out"
}

start_box() {
  printf 'id: box-1\nupstream:\n  - { url: "mqtt://%s", name: cloud }\n' "$cloud_mqtt" >"$work/box.yaml"
  "$coordinator" run --config "$work/box.yaml" --data "$work/box" --mqtt "$box_mqtt" --http "$box_http" \
    --bundle "$here/box" >"$work/box.out" 2>>"$work/box.log" &
  box=$!
  await "the box" is_ready "$box" "$work/box.out"
}

publish() {
  "$coordinator" invoke count --http "$box_http" --payload "{\"from\": $1, \"to\": $2}" >/dev/null 2>"$work/invoke.log" ||
    fail "the box refused readings $1 to $2"
}

ledger() {
  "$coordinator" invoke ledger --http "$cloud_http" 2>/dev/null | tr -d ' \n'
}

has_come() {
  ledger | grep -q "\"readings\":$1,"
}

echo "cable in:  a box, and a cloud that it is connected to"
start_cloud
start_box
publish 1 200
await "readings 1 to 200" has_come 200
echo "           readings 1 to 200 came"

echo "cable out: the cloud is gone without a word, the box goes on"
kill -9 "$cloud"
wait "$cloud" 2>/dev/null || :
cloud=
publish 201 400
"$coordinator" deliveries --http "$box_http" | sed 's/^/           /'

echo "cable in:  the cloud is back"
start_cloud
publish 401 600
await "readings 201 to 600" has_come 600
ledger=$(ledger)
echo "           $ledger"
case $ledger in
  *'"outOfOrder":0'*) echo "all 600 came, in order, each counted once" ;;
  *) fail "some came out of order" ;;
esac
