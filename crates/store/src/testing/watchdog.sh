# Stops the tests' PostgreSQL server when nobody has used it for a while, and removes its folder.
# $1 is the folder, the rest is the command that stops the server.
home=$1
shift
trap '' HUP
exec 9>"$home/watchdog.lock" || exit 0
flock -n 9 || exit 0

nobody() {
  flock -n "$home/users.lock" true && [ "$(stat -c %y "$home/used")" = "$seen" ]
}

quiet=0
while [ -d "$home" ]; do
  sleep 1 9>&-
  if [ "$quiet" -gt 0 ] && nobody; then quiet=$((quiet + 1)); else quiet=1; fi
  seen=$(stat -c %y "$home/used" 2>/dev/null)
  [ "$quiet" -gt 15 ] || continue
  # Nobody can begin to use the server while we hold this.
  exec 8>"$home/start.lock"
  flock 8
  if nobody; then
    "$@" 8>&- 9>&-
    rm -rf "$home"
    exit 0
  fi
  exec 8>&-
  quiet=0
done
