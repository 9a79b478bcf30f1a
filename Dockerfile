# The server on a Java runtime of its own, with a cache of classes that is trained in the build by
# real rollouts. docs/DEPLOYMENT.md says how to run it.
#
#   docker build -t rollout-server .
#
# Build arguments: VERSION and REVISION go into the labels, REVISION (12 digits of the commit) into
# /health too; MVNW_REPOURL names a mirror of Maven's archive, MAVEN_ARGS options for Maven, such as
# --settings for a mirror of the dependencies.
ARG JDK_IMAGE=eclipse-temurin:25-jdk
ARG BASE_IMAGE=debian:bookworm-slim

FROM ${JDK_IMAGE} AS build
ARG REVISION=unknown
ARG MVNW_REPOURL=
ARG MAVEN_ARGS=
WORKDIR /src
COPY . .
# what formats and tests the sources has been done by ./mvnw verify; what decides which dependencies
# go in has not been switched off
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -B package -Pjlink -Dmaven.test.skip -Dspotless.check.skip -Djacoco.skip \
      -Dgit.commit.id.abbrev=${REVISION}

FROM ${BASE_IMAGE}
ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.title="rollout-server" \
      org.opencontainers.image.description="Runs agent loops for reinforcement-learning trainers, with an exact response mask." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# numbers, so that Kubernetes can tell that it is not root; the cache belongs to that user, and a
# named volume begins as a copy of it
RUN groupadd --gid 10001 rollout \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/cache/rollout-server \
      --shell /usr/sbin/nologin rollout \
    && install -d -o 10001 -g 10001 -m 0755 /var/cache/rollout-server /var/cache/rollout-server/huggingface
COPY --from=build /src/target/rollout-server /opt/rollout-server
ENV HF_HOME=/var/cache/rollout-server/huggingface \
    PATH=/opt/rollout-server/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
USER 10001:10001
WORKDIR /var/cache/rollout-server
VOLUME ["/var/cache/rollout-server/huggingface"]
EXPOSE 9000
# refuses new rollouts, lets the others end within ROLLOUT_SERVER_SHUTDOWN_GRACE_SECONDS
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=20s --retries=3 \
    CMD ["/opt/rollout-server/bin/rollout-server", "health"]
ENTRYPOINT ["/opt/rollout-server/bin/rollout-server"]
