#!/bin/bash
# pg.sh - a private PostgreSQL 15 for the tests; nothing of the machine's own PostgreSQL is used or changed.
#
#   pg.sh start DIR         makes a cluster, noted in DIR, and starts it; prints its postgresql:// URL (no database named)
#   pg.sh database DIR NAME makes the fresh database NAME in it; prints that database's URL
#   pg.sh drop DIR NAME     removes it, whoever is connected
#   pg.sh pids DIR          prints the process ids of its postmaster and of all its backends
#   pg.sh down DIR MODE     stops the server (smart, fast, immediate); its files stay
#   pg.sh up DIR            starts it again on the same port, also after a crash
#   pg.sh stop DIR          stops the server and removes the cluster
#
# The cluster is UTF8 with collation C, which `tiemchung migrate` insists on, and keeps fsync on, which `serve` insists
# on. It listens on a socket in its own folder and on a free loopback port. The server refuses to run as root: root runs
# it as the system user postgres (or nobody).
set -euo pipefail

bin=${PG_BIN:-/usr/lib/postgresql/15/bin}

die()
{
	echo "pg.sh: $*" >&2
	exit 2
}

usage()
{
	sed -n '2,/^# The/p' "$0" | sed '$d; s/^# \?//' >&2
	exit 2
}

as_server()
{
	if [ "$(id -u)" != 0 ]; then
		"$@"
		return
	fi
	local user=postgres
	id postgres >/dev/null 2>&1 || user=nobody
	# from a folder that this user may enter
	(cd / && exec setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups \
		env -i PATH="$bin:/usr/bin:/bin" HOME=/ LC_ALL=C "$@")
}

server_user()
{
	as_server id -un
}

free_port()
{
	# One that nobody listens on now and that lies below the range of outgoing connections.
	local port
	while :; do
		port=$((20000 + RANDOM % 12000))
		(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
	done
	echo "$port"
}

start()
{
	local dir=$1 home try port
	[ -x "$bin/initdb" ] || die "không có PostgreSQL 15 / PostgreSQL 15 is missing: $bin (tools/install.sh test)"
	[ ! -e "$dir/home" ] || die "đã có cụm máy chủ ở / there is a cluster already in $dir"
	mkdir -p "$dir"
	# Not in DIR itself: the server's user may not be able to enter it, and a socket's path is limited to 107 bytes.
	home=$(mktemp -d /tmp/tiemchung-pg.XXXXXX)
	echo "$home" >"$dir/home"
	[ "$(id -u)" != 0 ] || chown "$(server_user)" "$home"
	as_server "$bin/initdb" -D "$home/data" -E UTF8 --locale=C --auth=trust --username=tiemchung >"$dir/initdb.log" 2>&1 ||
		die "initdb: $(tail -n 5 "$dir/initdb.log")"
	as_server tee -a "$home/data/postgresql.conf" >/dev/null <<-CONF
		listen_addresses = '127.0.0.1'
		unix_socket_directories = '$home'
		max_connections = 400
		shared_buffers = 128MB
		fsync = on
		full_page_writes = on
		synchronous_commit = on
	CONF
	for try in 1 2 3 4 5; do
		port=$(free_port)
		if as_server "$bin/pg_ctl" -D "$home/data" -w -t 30 -l "$home/server.log" -o "-p $port" start >/dev/null 2>&1; then
			echo "$port" >"$dir/port"
			echo "postgresql://tiemchung@127.0.0.1:$port"
			return
		fi
	done
	die "máy chủ không khởi động / the server does not start: $(tail -n 5 "$home/server.log")"
}

stop()
{
	local dir=$1 home
	[ -e "$dir/home" ] || return 0
	home=$(cat "$dir/home")
	case $home in
	/tmp/tiemchung-pg.*) ;;
	*) die "không phải cụm của pg.sh / not a cluster of pg.sh: $home" ;;
	esac
	[ ! -e "$home/data/postmaster.pid" ] ||
		as_server "$bin/pg_ctl" -D "$home/data" -m immediate -w stop >/dev/null 2>&1 || true
	rm -rf "$home"
	rm -f "$dir/home" "$dir/port" "$dir/initdb.log"
	rmdir "$dir" 2>/dev/null || true
}

pids()
{
	local postmaster
	postmaster=$(head -n 1 "$(cat "$1/home")/data/postmaster.pid")
	echo "$postmaster"
	pgrep -P "$postmaster" || true
}

down()
{
	as_server "$bin/pg_ctl" -D "$(cat "$1/home")/data" -m "$2" -w stop >/dev/null
}

# After kill -9 a dead postmaster may still be listed, where nobody collects its status.
up()
{
	local home pid=
	home=$(cat "$1/home")
	[ ! -e "$home/data/postmaster.pid" ] || pid=$(head -n 1 "$home/data/postmaster.pid")
	if [ -n "$pid" ]; then
		while [ -e "/proc/$pid" ] && ! grep -q '^State:.*Z' "/proc/$pid/status" 2>/dev/null; do
			sleep 0.02
		done
		rm -f "$home/data/postmaster.pid" "$home"/.s.PGSQL.*
	fi
	as_server "$bin/pg_ctl" -D "$home/data" -w -t 60 -l "$home/server.log" -o "-p $(cat "$1/port")" start >/dev/null ||
		die "máy chủ không khởi động / the server does not start: $(tail -n 5 "$home/server.log")"
}

sql()
{
	"$bin/psql" -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$(cat "$1/port")" -U tiemchung -d postgres -c "$2"
}

[ $# -ge 2 ] || usage
case $2 in
/*) dir=$2 ;;
*) dir=$PWD/$2 ;;
esac
case $1 in
start)
	start "$dir"
	;;
database)
	[[ ${3-} =~ ^[a-z][a-z0-9_]*$ ]] || die "tên không hợp lệ / not a name: ${3-}"
	sql "$dir" "CREATE DATABASE $3 TEMPLATE template0"
	echo "postgresql://tiemchung@127.0.0.1:$(cat "$dir/port")/$3"
	;;
drop)
	[[ ${3-} =~ ^[a-z][a-z0-9_]*$ ]] || die "tên không hợp lệ / not a name: ${3-}"
	sql "$dir" "DROP DATABASE IF EXISTS $3 WITH (FORCE)"
	;;
pids)
	pids "$dir"
	;;
down)
	down "$dir" "${3-fast}"
	;;
up)
	up "$dir"
	;;
stop)
	stop "$dir"
	;;
*)
	usage
	;;
esac
