# What the parts of verify-deploy share; each begins with `. "$(dirname "$0")/common.sh"`, is then in
# the root of the checkout, and has $folder, a folder of its own in $WORK.
# shellcheck shell=bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
part=$(basename "$0")
# WORK is named by verify-deploy; a part that is run by itself takes a folder that is kept
WORK=${WORK:-$(mktemp -d "${TMPDIR:-/tmp}/verify-deploy.XXXXXX")}
folder=$WORK/$part
mkdir -p "$folder"

# says that the part cannot do its work on this machine, and ends it
not_tried() {
  echo "$part: not tried: $*" >&2
  exit 2
}

# says what does not do what it promises, and ends the part
wrong() {
  echo "$part: WRONG: $*" >&2
  exit 1
}

# says what was shown
shown() {
  echo "$part: $*"
}

# expect NAME WANTED FOUND
expect() {
  [ "$2" = "$3" ] || wrong "$1 is '$3', but should be '$2'"
}

# installs Debian packages that are missing
need() {
  local missing=()
  for package; do
    dpkg-query -W -f '${Status}' "$package" 2> /dev/null | grep -q 'ok installed' \
      || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  [ -z "${NO_INSTALL:-}" ] || not_tried "these packages are missing: ${missing[*]}"
  [ "$(id -u)" -eq 0 ] || not_tried "only root can install ${missing[*]}"
  command -v apt-get > /dev/null || not_tried "there is no apt-get to install ${missing[*]} with"
  { ${BEFORE:-} env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
    "${missing[@]}" || { apt-get update -q \
    && ${BEFORE:-} env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
      "${missing[@]}"; }; } > "$folder/apt.log" 2>&1 \
    || not_tried "apt-get cannot install ${missing[*]}: $(tail -3 "$folder/apt.log")"
}

# prints the JDK's folder; Maven's wrapper knows where it is
jdk() {
  ./mvnw -version | sed -n 's/.*runtime: //p'
}

# prints the packaged server, which is built when it is missing
jar() {
  local jar=${JAR:-target/rollout-server.jar}
  [ -f "$jar" ] || ${BEFORE:-} ./mvnw -q package -DskipTests >&2 || not_tried "the jar cannot be built"
  realpath "$jar"
}

# wait_until SECONDS COMMAND...: tries every 0.1 s
wait_until() {
  local tries=$(($1 * 10))
  shift
  while ! "$@" > /dev/null 2>&1; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || return 1
    sleep 0.1
  done
}
