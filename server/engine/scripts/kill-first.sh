# Ends the one process of a host that has a mark in its environment and was started from outside:
# such a process has no parent that can be seen, 0. Run as root by `sh -c`.
# Argument: the mark, NAME=value.
for folder in /proc/[0-9]*; do
  grep -qsFxz -- "$1" "$folder/environ" || continue
  grep -qs '^PPid:[[:space:]]*0$' "$folder/status" && kill -9 "${folder#/proc/}"
done
exit 0
