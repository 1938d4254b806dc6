#!/bin/bash
# Everything an operator asks about a group.
ask() { redis-cli -p @SPORT1@ sentinel "$@"; }

echo "== Master"; ask master mymaster
echo "== Address"; ask get-master-addr-by-name mymaster
echo "== Replicas"; ask replicas mymaster
echo "== Sentinels"; ask sentinels mymaster
echo "== Quorum"; ask ckquorum mymaster
echo "== Replication"
host=$(ask get-master-addr-by-name mymaster | head -1)
port=$(ask get-master-addr-by-name mymaster | tail -1)
redis-cli -h "$host" -p "$port" -a @PASSWORD@ info replication
