package dev.rolloutserver.hub;

/**
 * A file as the hub announces it.
 *
 * @param path within the repository
 * @param commit that has it
 * @param etag names its content
 * @param size in bytes, or {@link #UNKNOWN}
 */
record RemoteFile(String path, String commit, String etag, long size) {
  static final long UNKNOWN = -1;
}
