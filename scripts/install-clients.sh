#!/usr/bin/env bash
# Installs the package managers that test/e2e drives beside the npm at hand, in exact versions, from the npm registry
# this machine is configured for. They are no devDependencies: together they are larger than everything else.
#
#   scripts/install-clients.sh [folder]
#
# Folder: the argument, else $CLIENTS_DIR, else ${XDG_CACHE_HOME:-~/.cache}/codeartifact-local-clients.
# Layout: <folder>/<name>/node_modules/…, started as <folder>/<name>/node_modules/.bin/<command>:
#
#   npm8   npm    the oldest npm still used with Node 20
#   yarn1  yarn
#   yarn4  yarn
#   pnpm   pnpm
#   bun    bun
#   nuget  nuget  (NuGet.exe; runs on Mono, which comes from elsewhere)
#
# What is there already in the wanted version is left alone. Exits 1 when any of them could not be installed.
set -euo pipefail

folder=${1:-${CLIENTS_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/codeartifact-local-clients}}
failed=0

# Bun's package fetches its program in a postinstall script; the program is in an optional package for the platform,
# so no script has to run.
link_bun() {
  local program
  for program in node_modules/@oven/bun-*/bin/bun; do
    if [ -x "$program" ] && "$program" --version >/dev/null 2>&1; then
      ln -sf "../../$program" node_modules/.bin/bun
      return
    fi
  done
  echo 'no bun program runs on this machine' >&2
  return 1
}

# NuGet.exe is a program for Mono, and its package has no command.
link_nuget() {
  local program
  program=$(echo "$PWD"/node_modules/nuget-exe/nuget-*.exe)
  mkdir -p node_modules/.bin
  printf '#!/bin/sh\nexec mono "%s" "$@"\n' "$program" >node_modules/.bin/nuget
  chmod +x node_modules/.bin/nuget
}

install_into() (
  cd "$1" &&
    echo '{ "private": true }' >package.json &&
    npm install --ignore-scripts --no-audit --no-fund --save-exact "$2" &&
    case "$3" in
      bun) link_bun && node_modules/.bin/bun --version ;;
      nuget) link_nuget && node_modules/.bin/nuget help >/dev/null ;;
      *) "node_modules/.bin/$3" --version ;;
    esac
)

install_client() {
  local name=$1 package=$2 command=$3 log
  local home=$folder/$name
  if [ "$(cat "$home/.installed" 2>/dev/null || true)" = "$package" ]; then
    echo "$name: $package is there"
    return
  fi
  rm -rf "$home"
  mkdir -p "$home"
  log=$home/install.log
  if install_into "$home" "$package" "$command" >"$log" 2>&1 </dev/null; then
    echo "$package" >"$home/.installed"
    echo "$name: installed $package"
  else
    echo "$name: could not install $package" >&2
    cat "$log" >&2
    failed=1
  fi
}

install_client npm8 npm@8.19.4 npm
install_client yarn1 yarn@1.22.22 yarn
install_client yarn4 @yarnpkg/cli-dist@4.18.1 yarn
install_client pnpm pnpm@10.34.9 pnpm
install_client bun bun@1.4.5 bun
install_client nuget nuget-exe@5.8.0 nuget
exit "$failed"
