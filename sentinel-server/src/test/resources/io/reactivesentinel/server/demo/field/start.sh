#!/bin/bash
# Starts master, replicas and Sentinels, each in the background, and waits for each step.
set -e

until_true() {
  for _ in $(seq 200); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.1
  done
  echo "Never true: $*" >&2
  return 1
}
replicas() { redis-cli -p @PORT1@ -a @PASSWORD@ info replication | grep -q "min_slaves_good_slaves:$1"; }
peers() { redis-cli -p @SPORT1@ sentinel master mymaster | grep -A1 num-other-sentinels | grep -qx "$1"; }

redis-server @DIR@/etc/redis-master.conf
until_true redis-cli -p @PORT1@ -a @PASSWORD@ ping
redis-server @DIR@/etc/redis-replica-1.conf
redis-server @DIR@/etc/redis-replica-2.conf
until_true replicas 2

redis-sentinel @DIR@/etc/sentinel-1.conf
redis-sentinel @DIR@/etc/sentinel-2.conf
redis-sentinel @DIR@/etc/sentinel-3.conf
until_true peers 2
echo "All run."
