package dev.rolloutserver.configuration;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonException;
import dev.rolloutserver.json.JsonLimits;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A YAML file of settings. */
final class SettingFile {
  private final Path file;
  private final Map<String, String> values = new TreeMap<>();

  private SettingFile(Path file) {
    this.file = file;
  }

  /**
   * The values of the file by key, as their types read them.
   *
   * @throws SettingException if it cannot be read, is not YAML, or has a key that is none
   */
  static Map<String, String> read(Path file) {
    SettingFile reading = new SettingFile(file);
    Node root = reading.parse();
    if (root instanceof MappingNode mapping) {
      reading.branch("", mapping);
    } else if (root != null && !root.getTag().equals(Tag.NULL)) {
      throw reading.invalid("it is not a mapping");
    }
    return reading.values;
  }

  /** The tree, without what YAML 1.1 makes of its scalars: {@code level: OFF} is no boolean. */
  private @Nullable Node parse() {
    try {
      String document = Files.readString(file).replaceFirst("^\uFEFF", "");
      Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
      // a tree that refers to itself would have no end
      yaml.parse(new StringReader(document))
          .forEach(event -> {
            if (event instanceof AliasEvent) {
              throw invalid(
                  "line " + line(event.getStartMark().getLine()) + ": settings take no alias");
            }
          });
      return yaml.compose(new StringReader(document));
    } catch (CharacterCodingException e) {
      throw invalid("it is not UTF-8");
    } catch (IOException e) {
      throw new SettingException("Configuration file " + file + " cannot be read");
    } catch (MarkedYAMLException e) {
      // its message would quote lines of the file, and with them secrets
      throw invalid("line " + line(e.getProblemMark().getLine()) + ": " + e.getProblem());
    } catch (YAMLException e) {
      throw invalid(String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
    }
  }

  private void branch(String prefix, MappingNode mapping) {
    for (NodeTuple member : mapping.getValue()) {
      if (!(member.getKeyNode() instanceof ScalarNode name)) {
        throw invalid("line " + line(member.getKeyNode()) + ": a key that is no text");
      }
      String key = prefix + name.getValue();
      Node value = member.getValueNode();
      Optional<Setting<?>> setting =
          SettingTable.ALL.stream().filter(known -> known.key().equals(key)).findFirst();
      if (setting.isPresent()) {
        if (values.put(key, leaf(setting.get(), value)) != null) {
          throw new SettingException(key + " is in " + file + " twice");
        }
      } else if (value instanceof MappingNode deeper) {
        branch(key + ".", deeper);
      } else if (!isEmptyBranch(key, value)) {
        throw unknown(key);
      }
    }
  }

  private String leaf(Setting<?> setting, Node value) {
    if (value instanceof ScalarNode) {
      return text(value);
    }
    return switch (setting.type()) {
      case FormatList _ -> Json.text(plain(value));
      case TokenizerNames _, HostList _, Secrets _ when isListOfTexts(value) -> joined(value);
      case ValueType<?> type ->
          throw new SettingException(
              "%s in the configuration file has parts, but must be %s"
                  .formatted(setting.key(), type.rule()));
    };
  }

  private static boolean isListOfTexts(Node value) {
    return value instanceof SequenceNode texts
        && texts.getValue().stream().allMatch(ScalarNode.class::isInstance);
  }

  private static String joined(Node texts) {
    return String.join(
        ",", ((SequenceNode) texts).getValue().stream().map(SettingFile::text).toList());
  }

  /** Whether all keys below it are commented out. */
  private static boolean isEmptyBranch(String key, Node value) {
    return value instanceof ScalarNode
        && text(value).isEmpty()
        && SettingTable.ALL.stream().anyMatch(setting -> setting.key().startsWith(key + "."));
  }

  private SettingException unknown(String key) {
    String hint =
        NearMiss.of(key, SettingTable.ALL.stream().map(Setting::key).toList())
            .map(known -> ", did you mean " + known + "?")
            .orElse("");
    return new SettingException(key + " in " + file + " is not a setting" + hint);
  }

  private SettingException invalid(String reason) {
    return new SettingException("Configuration file " + file + " is not valid YAML: " + reason);
  }

  /** The text of a scalar; empty for null. */
  private static String text(Node node) {
    return node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)
        ? scalar.getValue()
        : "";
  }

  /** The value as JSON has it. */
  private @Nullable Object plain(Node node) {
    return switch (node) {
      case MappingNode mapping -> {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (NodeTuple member : mapping.getValue()) {
          String name = text(member.getKeyNode());
          if (members.containsKey(name)) {
            throw invalid("line " + line(member.getKeyNode()) + ": " + name + " is there twice");
          }
          members.put(name, plain(member.getValueNode()));
        }
        yield members;
      }
      case SequenceNode sequence -> {
        List<@Nullable Object> elements = new ArrayList<>();
        sequence.getValue().forEach(element -> elements.add(plain(element)));
        yield elements;
      }
      case ScalarNode scalar -> plainScalar(scalar);
      default -> throw new IllegalArgumentException("no value: " + node.getNodeId());
    };
  }

  private static @Nullable Object plainScalar(ScalarNode scalar) {
    Tag tag = scalar.getTag();
    String text = scalar.getValue();
    if (tag.equals(Tag.NULL)) {
      return null;
    }
    if (tag.equals(Tag.BOOL)) {
      return new ValueType.Flag().read(text).<Object>map(flag -> flag).orElse(text);
    }
    if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
      try {
        return Json.read(text, JsonLimits.DEFAULT);
      } catch (JsonException e) {
        return text; // a number only to YAML, such as the time 12:30
      }
    }
    return text;
  }

  private static int line(Node node) {
    return line(node.getStartMark().getLine());
  }

  private static int line(int countedFromZero) {
    return countedFromZero + 1;
  }
}
