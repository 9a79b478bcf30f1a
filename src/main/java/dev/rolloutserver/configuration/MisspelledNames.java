package dev.rolloutserver.configuration;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Environment variables and system properties that say something, that nobody reads, and that
 * resemble one of ours. Others of the same beginning are ignored: they may belong to someone else.
 */
final class MisspelledNames {
  private static final Pattern OURS = Pattern.compile("ROLLOUT|TOKENIZER|HTTP_CLIENT");

  /** What one may take for the name of a server key; the server would be open without a word. */
  private static final Pattern SERVER_KEY =
      Pattern.compile("ROLLOUT_(SERVER_)?(API_)?(KEY|TOKEN|SECRET)S?(_FILE)?");

  /** What Kubernetes sets for each Service, whatever its name. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(".*_SERVICE_(HOST|PORT(_\\w+)?)|.*_PORT_\\d+_(TCP|UDP|SCTP)(_\\w+)?");

  private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

  private MisspelledNames() {}

  /** Throws a {@link SettingException} for the first one, in the order of the alphabet. */
  static void refuse(SettingSources sources) {
    refuseVariables(saying(sources.environment()));
    refuseProperties(saying(sources.systemProperties()).keySet());
  }

  /** Those that are not blank, in the order of the alphabet. */
  private static SortedMap<String, String> saying(Map<String, String> texts) {
    SortedMap<String, String> saying = new TreeMap<>(texts);
    saying.values().removeIf(String::isBlank);
    return saying;
  }

  private static void refuseVariables(SortedMap<String, String> environment) {
    List<String> known =
        SettingTable.ALL.stream().flatMap(setting -> setting.environmentNames().stream()).toList();
    environment.forEach((name, value) -> {
      boolean serviceLink =
          SERVICE_LINK.matcher(name).matches() || SERVICE_ADDRESS.matcher(value).matches();
      if (OURS.matcher(name).find() && !known.contains(name) && !serviceLink) {
        meant(name, known).ifPresent(meant -> refuse("environment variable", name, meant));
      }
    });
  }

  private static Optional<String> meant(String name, List<String> known) {
    if (SERVER_KEY.matcher(name).matches()) {
      return Optional.of(
          name.endsWith("_FILE") ? "ROLLOUT_SERVER_API_KEY_FILE" : "ROLLOUT_SERVER_API_KEY");
    }
    return NearMiss.of(name, known);
  }

  private static void refuseProperties(Set<String> names) {
    List<String> known = SettingTable.ALL.stream().map(Setting::key).toList();
    Set<String> branches =
        known.stream()
            .map(key -> key.substring(0, key.indexOf('.') + 1))
            .collect(Collectors.toSet());
    for (String name : names) {
      if (!known.contains(name) && branches.stream().anyMatch(name::startsWith)) {
        meant(name, known).ifPresent(meant -> refuse("system property", name, meant));
      }
    }
  }

  private static void refuse(String kind, String name, String meant) {
    throw new SettingException(
        "The %s %s is not a setting, did you mean %s?".formatted(kind, name, meant));
  }
}
