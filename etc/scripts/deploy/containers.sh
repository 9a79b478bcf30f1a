# Containers without a daemon, for the parts that need them: `. "$(dirname "$0")/containers.sh"` after
# common.sh. Images, layers and containers lie in $WORK/containers and nowhere else.
# shellcheck shell=bash

need buildah podman runc skopeo mmdebstrap ca-certificates curl
[ "$(id -u)" -eq 0 ] || not_tried "containers are built and run as root here"

storage=$WORK/containers
mkdir -p "$storage"
engine=(--root "$storage/root" --runroot "$storage/run" --storage-driver overlay)

build() {
  buildah "${engine[@]}" "$@"
}

# podman with runc; this kind of machine has cgroups in hybrid mode, which crun refuses
run() {
  # without systemd nobody calls the health check but these scripts, which podman complains of
  podman "${engine[@]}" --runtime runc --cgroup-manager cgroupfs "$@" \
    2> >(grep -v 'unable to get systemd connection' >&2)
}

# what this kind of machine asks for
limits=(--network host --ulimit nofile=20000:20000 --ulimit nproc=8000:8000)

# starts a container as strict as the documents say; its name comes first, options and image follow
run_strictly() {
  local name=$1
  shift
  run run --name "$name" "${limits[@]}" --read-only --tmpfs /tmp:rw,noexec,nosuid,size=64m \
    --cap-drop ALL --security-opt no-new-privileges --memory 512m --cpus 2 --pids-limit 4096 "$@"
}

# Stand-ins for the images that the Dockerfiles begin with, under their own names: a minimal Debian,
# and the same with the JDK that Maven runs with. Both trust whom this machine trusts. What the
# official images add or lack is not shown by them.
compose_bases() {
  local container jdk
  ! build images -q localhost/eclipse-temurin:25-jdk > /dev/null 2>&1 || return 0
  jdk=$(jdk)
  # without what the slim image leaves out
  ${BEFORE:-} mmdebstrap -q --variant=minbase --include=ca-certificates \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/info/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/lintian/*' \
    bookworm "$folder/debian.tar" \
    2> "$folder/mmdebstrap.log" || not_tried "no Debian: $(tail -3 "$folder/mmdebstrap.log")"
  container=$(build from scratch)
  build add -q "$container" "$folder/debian.tar" / > /dev/null
  build commit -q "$container" localhost/debian:bookworm-slim > /dev/null
  build rm "$container" > /dev/null
  container=$(build from --pull-never localhost/debian:bookworm-slim)
  build copy -q "$container" "$jdk" /opt/java/openjdk > /dev/null
  # the JDK's own may be a link to Debian's
  [ ! -L "$jdk/lib/security/cacerts" ] || build copy -q "$container" \
    "$(realpath "$jdk/lib/security/cacerts")" "$(realpath "$jdk/lib/security/cacerts")" > /dev/null
  build copy -q "$container" /etc/ssl/certs/ca-certificates.crt \
    /etc/ssl/certs/ca-certificates.crt > /dev/null
  build run --isolation chroot "$container" -- \
    sh -c "apt-get update -q && apt-get install -y -q --no-install-recommends curl" > "$folder/curl.log" 2>&1 \
    || not_tried "no curl: $(tail -3 "$folder/curl.log")"
  build config --env JAVA_HOME=/opt/java/openjdk \
    --env PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    "$container"
  build commit -q "$container" localhost/eclipse-temurin:25-jdk > /dev/null
  build rm "$container" > /dev/null
  rm -f "$folder/debian.tar"
}

# removes these containers, and those that podman runs no more
remove_containers() {
  run rm -f -t 1 "$@" > /dev/null 2>&1 || true
  run volume prune -f > /dev/null 2>&1 || true
}

# Serves Maven's archive, as the wrapper wants it, over loopback; $maven_url is where. The archive is
# Central's, whose SHA-512 the wrapper knows.
serve_maven() {
  local version port
  version=$(sed -n 's/^maven_version=//p' mvnw)
  mkdir -p "$WORK/maven/$version/binaries"
  [ -f "$WORK/maven/$version/binaries/apache-maven-$version-bin.tar.gz" ] \
    || ./mvnw -q dependency:copy -Dartifact="org.apache.maven:apache-maven:$version:tar.gz:bin" \
      -DoutputDirectory="$WORK/maven/$version/binaries" > "$folder/archive.log" 2>&1 \
    || not_tried "Maven's archive cannot be had: $(tail -3 "$folder/archive.log")"
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  python3 -m http.server --bind 127.0.0.1 --directory "$WORK/maven" "$port" > "$folder/archive.log" 2>&1 &
  helpers+=($!)
  maven_url=http://127.0.0.1:$port
}

# builds as a daemon would; what Maven downloads is kept in $WORK
build_image() {
  mkdir -p "$WORK/tmp"
  TMPDIR=$WORK/tmp ${BEFORE:-} buildah "${engine[@]}" bud --isolation chroot --pull-never --layers \
    --format docker --build-arg "MVNW_REPOURL=${maven_url:-}" "$@"
}
