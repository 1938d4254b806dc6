#!/bin/bash
# One line per event, with the arguments as they come: the type, then the description as one word.
severity=info
case $1 in
  "+odown") severity=critical ;;
  "+sdown" | "-slave" | "-sentinel") severity=warning ;;
esac
printf '%s [%s] %s: %s (%d arguments)\n' "$(date '+%F %T')" "$1" "$severity" "$2" "$#" >>"@DIR@/log/events.log"
exit 0
