package dev.rolloutserver.configuration;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.prompt.FormatSettings;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One entry of the list of prompt formats, as plain JSON values. */
final class FormatEntry {
  private static final String NAME = "name";
  private static final String TEMPLATE = "template";
  private static final String VARIABLES = "variables";
  private static final String TOOLS = "tools";
  private static final String ARGUMENTS = "arguments";
  private static final String FINGERPRINT = "fingerprint";
  private static final List<String> MEMBERS =
      List.of(NAME, TEMPLATE, VARIABLES, TOOLS, ARGUMENTS, FINGERPRINT);
  private static final ValueType.Choice ARGUMENT_FORMS =
      new ValueType.Choice(List.of("as-sent", "objects"));
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-fA-F]{64}");

  private final int index;
  private final Map<String, @Nullable Object> members;

  FormatEntry(int index, @Nullable Object entry) {
    this.index = index;
    this.members = object(entry).orElseThrow(() -> refusal("", entry, "an object with a name"));
    for (String member : members.keySet()) {
      if (!MEMBERS.contains(member)) {
        String hint =
            NearMiss.of(member, MEMBERS)
                .map(known -> ", did you mean " + known + "?")
                .orElse(", but must be one of " + String.join(", ", MEMBERS));
        throw new BrokenRule(place(member), " is not a member of a prompt format" + hint);
      }
    }
  }

  /**
   * The format.
   *
   * @throws BrokenRule for the first member that is wrong
   */
  FormatSettings read() {
    return new FormatSettings(
        name(), template(), variables(), rendersTools(), parsesArguments(), fingerprint());
  }

  /** The members of an entry that reads as this format. */
  static Map<String, @Nullable Object> members(FormatSettings format) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put(NAME, format.name());
    format.template().ifPresent(file -> members.put(TEMPLATE, file.toString()));
    members.put(VARIABLES, format.variables());
    members.put(TOOLS, format.rendersTools());
    members.put(ARGUMENTS, format.parsesArguments() ? "objects" : "as-sent");
    format.fingerprint().ifPresent(digits -> members.put(FINGERPRINT, digits));
    return members;
  }

  private String name() {
    if (members.get(NAME) == null) {
      throw new BrokenRule(place(NAME) + " is missing", ", but must be the name of a tokenizer");
    }
    return text(NAME, "the name of a tokenizer").orElseThrow();
  }

  private Optional<Path> template() {
    String rule = "a file that can be read";
    Optional<String> text = text(TEMPLATE, rule);
    try {
      Optional<Path> file = text.map(Path::of);
      if (file.isPresent() && !(Files.isRegularFile(file.get()) && Files.isReadable(file.get()))) {
        throw refusal(TEMPLATE, text.get(), rule);
      }
      return file;
    } catch (InvalidPathException e) {
      throw refusal(TEMPLATE, members.get(TEMPLATE), rule);
    }
  }

  private Map<String, @Nullable Object> variables() {
    Object value = members.get(VARIABLES);
    return value == null
        ? Map.of()
        : object(value)
            .orElseThrow(() -> refusal(VARIABLES, value, "an object of template variables"));
  }

  private boolean rendersTools() {
    return switch (members.get(TOOLS)) {
      case null -> true;
      case Boolean renders -> renders;
      case Object other -> throw refusal(TOOLS, other, "true or false");
    };
  }

  private boolean parsesArguments() {
    String rule = ARGUMENT_FORMS.rule();
    return text(ARGUMENTS, rule)
        .map(text -> ARGUMENT_FORMS.read(text).orElseThrow(() -> refusal(ARGUMENTS, text, rule)))
        .filter("objects"::equals)
        .isPresent();
  }

  private Optional<String> fingerprint() {
    String rule = "a SHA-256 of 64 hexadecimal digits";
    Optional<String> text = text(FINGERPRINT, rule);
    if (text.isPresent() && !SHA_256.matcher(text.get()).matches()) {
      throw refusal(FINGERPRINT, text.get(), rule);
    }
    return text.map(digits -> digits.toLowerCase(Locale.ROOT));
  }

  private Optional<String> text(String member, String rule) {
    return switch (members.get(member)) {
      case null -> Optional.empty();
      case String text when !text.isBlank() -> Optional.of(text);
      case Object other -> throw refusal(member, other, rule);
    };
  }

  private BrokenRule refusal(String member, @Nullable Object value, String rule) {
    String shown = value instanceof String text ? text : Json.text(value);
    return new BrokenRule(
        place(member) + " is " + BrokenRule.quote(shown), ", but must be " + rule);
  }

  private String place(String member) {
    return "[" + index + "]" + (member.isEmpty() ? "" : "." + member);
  }

  @SuppressWarnings("unchecked") // the objects of json have texts as keys
  private static Optional<Map<String, @Nullable Object>> object(@Nullable Object value) {
    return value instanceof Map<?, ?> object
        ? Optional.of((Map<String, @Nullable Object>) object)
        : Optional.empty();
  }
}
