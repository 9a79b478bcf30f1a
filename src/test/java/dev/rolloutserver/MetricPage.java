package dev.rolloutserver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The metrics as the documentation lists them. */
final class MetricPage {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\| ([a-z]+) \\| ([^|]*) \\|");

  private MetricPage() {}

  /** Type by name. */
  static Map<String, String> types() throws IOException {
    Map<String, String> types = new LinkedHashMap<>();
    Matcher row = ROW.matcher(Files.readString(Path.of("docs/METRICS.md")));
    while (row.find()) {
      types.put(row.group(1), row.group(2));
    }
    return types;
  }

  /** Labels of the metrics that have some, by every name of a sample. */
  static Map<String, Set<String>> labels() throws IOException {
    Map<String, Set<String>> labels = new LinkedHashMap<>();
    Matcher row = ROW.matcher(Files.readString(Path.of("docs/METRICS.md")));
    while (row.find()) {
      Set<String> names =
          Pattern.compile("`([a-z]+)`")
              .matcher(row.group(3))
              .results()
              .map(label -> label.group(1))
              .collect(Collectors.toCollection(TreeSet::new));
      for (String sample : samples(row.group(1), row.group(2))) {
        labels.put(sample, names);
      }
    }
    return labels;
  }

  /** The names of all samples. */
  static Set<String> samples() throws IOException {
    Set<String> all = new TreeSet<>();
    types().forEach((name, type) -> all.addAll(samples(name, type)));
    return all;
  }

  private static Set<String> samples(String name, String type) {
    return switch (type) {
      case "summary" -> Set.of(name, name + "_count", name + "_sum", name + "_max");
      case "histogram" -> Set.of(name + "_bucket", name + "_count", name + "_sum", name + "_max");
      default -> Set.of(name);
    };
  }
}
