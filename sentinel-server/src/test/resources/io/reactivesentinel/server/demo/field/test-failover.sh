#!/bin/bash
# Fails over by command and looks at what clients see; the old master must be a replica five seconds later.
ask() { redis-cli -h localhost -p @SPORT1@ sentinel "$@"; }
master() { ask get-master-addr-by-name mymaster; }

old=$(master)
old_host=$(head -1 <<<"$old")
old_port=$(tail -1 <<<"$old")
echo "Master: $old_host:$old_port"
ask ckquorum mymaster
redis-cli -h "$old_host" -p "$old_port" -a @PASSWORD@ SET failover_test_key value_before_failover

ask failover mymaster
for i in $(seq 30); do
  if [ "$(master | head -1)" != "$old_host" ]; then
    echo "Failed over in $i seconds"
    break
  fi
  sleep 1
done

new=$(master)
new_host=$(head -1 <<<"$new")
new_port=$(tail -1 <<<"$new")
echo "New master: $new_host:$new_port"
if [ "$new_host" == "$old_host" ]; then
  echo "ERROR: the master did not change"
  exit 1
fi
value=$(redis-cli -h "$new_host" -p "$new_port" -a @PASSWORD@ GET failover_test_key)
if [ "$value" != value_before_failover ]; then
  echo "ERROR: the key is '$value'"
  exit 1
fi

sleep 5
role=$(redis-cli -h "$old_host" -p "$old_port" -a @PASSWORD@ INFO replication | grep role | cut -d: -f2 | tr -d '\r')
if [ "$role" == slave ]; then
  echo "The old master is a replica"
else
  echo "WARNING: the old master is: $role"
fi
ask ckquorum mymaster
echo "Done."
