package dev.rolloutserver.command;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: version, commit and the JVM. */
public final class VersionText implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "rollout-server " + Build.current(), "Java " + Runtime.version(),
    };
  }
}
