package dev.rolloutserver.configuration;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces {@code ~} and variables in paths as {@code huggingface_hub} does. */
final class HomeFolder {
  private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+|\\{[^}]*})");

  private final Map<String, String> environment;
  private final String home;

  HomeFolder(SettingSources sources) {
    this.environment = sources.environment();
    this.home =
        environment.getOrDefault("HOME", sources.systemProperties().getOrDefault("user.home", "~"));
  }

  /** A variable that is not set stays as it is written. */
  String expand(String path) {
    String absolute = path.equals("~") || path.startsWith("~/") ? home + path.substring(1) : path;
    return VARIABLE
        .matcher(absolute)
        .replaceAll(found -> {
          String name = found.group(1).replaceAll("[{}]", "");
          return Matcher.quoteReplacement(environment.getOrDefault(name, found.group()));
        });
  }
}
