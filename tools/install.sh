#!/bin/bash
# install.sh [build] [test] [bench] - installs the Debian packages that are missing, and nothing when none is.
#
# Without an argument: build and test. Asks for root only when something has to be installed. The rule is Debian 12;
# elsewhere it names the packages and leaves the choice to you.
set -euo pipefail

build_packages=(
	gcc make pkg-config libc6-dev ca-certificates
	libmicrohttpd-dev libjansson-dev libsqlite3-dev libpq-dev libssl-dev libsodium-dev zlib1g-dev libdeflate-dev libqrcodegen-dev
	libcairo2-dev libpango1.0-dev libfreexl-dev libzip-dev libexpat1-dev libcsv-dev libunistring-dev libcurl4-openssl-dev
	fonts-dejavu-core
)
test_packages=(
	clang libclang-rt-14-dev postgresql-15 postgresql-client-15 chromium zbar-tools curl poppler-utils
	procps openssl sqlite3 dpkg-dev kannel
)

missing=()

need_packages()
{
	local have
	have=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
	local p
	for p in "$@"; do
		grep -qx "installed $p" <<<"$have" || missing+=("$p")
	done
}

# A command may come from elsewhere than the Debian package of that name.
need_command()
{
	command -v "$1" >/dev/null 2>&1 || missing+=("$2")
}

as_root()
{
	if [ "$(id -u)" = 0 ]; then
		"$@"
	else
		sudo "$@"
	fi
}

apt()
{
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 \
		-o Dpkg::Use-Pty=0 "$@"
}

# apt's own lock time-out covers dpkg's locks only; that of the package lists is retried here.
apt_patiently()
{
	local try
	for try in 1 2 3 4 5; do
		apt "$@" && return 0
		[ "$try" = 5 ] || sleep $((try * 3))
	done
	return 1
}

groups=("$@")
[ ${#groups[@]} -gt 0 ] || groups=(build test)
for group in "${groups[@]}"; do
	case $group in
	build)
		need_packages "${build_packages[@]}"
		need_command node nodejs
		need_command npm npm
		;;
	test)
		need_packages "${test_packages[@]}"
		;;
	bench)
		need_command nginx nginx-light
		need_command wrk wrk
		;;
	*)
		echo "install.sh: không rõ nhóm / unknown group: $group (build, test, bench)" >&2
		exit 2
		;;
	esac
done
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
	echo "install.sh: không có apt-get, hãy tự cài / there is no apt-get, please install: ${missing[*]}" >&2
	exit 2
fi
if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null 2>&1; then
	echo "install.sh: cần quyền root hoặc sudo để cài / root or sudo is needed to install: ${missing[*]}" >&2
	exit 2
fi
echo "Đang cài ${#missing[@]} gói còn thiếu / installing ${#missing[@]} missing packages: ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# A Debian cluster of its own is of no use here: ./test makes private ones.
if [[ " ${missing[*]} " == *" postgresql-15 "* && ! -e /etc/postgresql-common/createcluster.conf ]]; then
	as_root mkdir -p /etc/postgresql-common
	echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
fi
if ! apt_patiently update >"$log" 2>&1 ||
	! apt_patiently install -y --no-install-recommends "${missing[@]}" >>"$log" 2>&1; then
	tail -n 30 "$log" >&2
	echo "install.sh: cài đặt không thành công, xem các dòng trên / the installation failed, see the lines above" >&2
	exit 2
fi
