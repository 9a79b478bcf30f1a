package dev.rolloutserver.configuration;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonException;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.prompt.FormatSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The prompt formats of single tokenizers, as one JSON text. */
record FormatList() implements ValueType<List<FormatSettings>> {
  @Override
  public String rule() {
    return "a list of prompt formats (as JSON outside of YAML)";
  }

  @Override
  public Optional<List<FormatSettings>> read(String text) {
    try {
      return Optional.of(require(text));
    } catch (BrokenRule e) {
      return Optional.empty();
    }
  }

  @Override
  public List<FormatSettings> require(String text) {
    if (!(value(text) instanceof List<?> entries)) {
      throw new BrokenRule(" is " + BrokenRule.quote(text), ", but must be " + rule());
    }
    List<FormatSettings> formats = new ArrayList<>();
    for (int index = 0; index < entries.size(); index++) {
      FormatSettings format = new FormatEntry(index, entries.get(index)).read();
      for (int earlier = 0; earlier < index; earlier++) {
        if (formats.get(earlier).name().equals(format.name())) {
          throw new BrokenRule(
              "[%d].name is %s".formatted(index, BrokenRule.quote(format.name())),
              ", but must not be the name of [%d] too".formatted(earlier));
        }
      }
      formats.add(format);
    }
    return List.copyOf(formats);
  }

  @Override
  public String write(List<FormatSettings> value) {
    return Json.text(value.stream().map(FormatEntry::members).toList());
  }

  private static Object value(String text) {
    try {
      Object value = Json.read(text, JsonLimits.DEFAULT);
      return value == null ? "null" : value;
    } catch (JsonException e) {
      throw new BrokenRule("", " is not JSON: " + e.getMessage());
    }
  }
}
