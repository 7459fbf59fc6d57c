# Ends all processes of a host that have one mark in their environment. Run as root by `sh -c`.
# Argument: the mark, NAME=value.
for folder in /proc/[0-9]*; do
  grep -qsFxz -- "$1" "$folder/environ" && kill -9 "${folder#/proc/}"
done
exit 0
