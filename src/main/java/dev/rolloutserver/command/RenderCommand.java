package dev.rolloutserver.command;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonException;
import dev.rolloutserver.json.JsonException.Kind;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.template.ChatTemplate;
import dev.rolloutserver.template.Rendering;
import dev.rolloutserver.template.TemplateException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Renders a conversation with a chat template: to look at a prompt, and to compare engines. */
@Command(
    name = "render",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    description = "Renders a conversation with a chat template.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:rendered; with --batch, every line was answered",
      "1:standard input or output failed",
      "2:wrong command line, file, template or conversation"
    })
public final class RenderCommand implements Callable<Integer> {
  private static final Pattern JSON_BEGINS = Pattern.compile("\\s*[\\[{\"]");

  private final InputStream in;
  private final OutputStream out;

  @Option(names = "--template", paramLabel = "FILE", description = "The chat template.")
  private @Nullable String template;

  @Option(
      names = "--conversation",
      paramLabel = "FILE",
      description =
          "JSON object with 'messages' and, if wanted, 'tools', 'documents',"
              + " 'add_generation_prompt', 'special_tokens' and 'options'; its other members,"
              + " and those of the last two, are variables of the template.")
  private @Nullable String conversation;

  @Option(
      names = "--set",
      paramLabel = "NAME=JSON",
      description =
          "A variable that wins over the file; what is not JSON is taken as a string, unless it"
              + " begins with [, { or \".")
  private List<String> settings = List.of();

  @Option(
      names = "--now",
      paramLabel = "DATE-TIME",
      description = "What the clock shows, for example 2026-01-05T09:07:03 (default: the time).")
  private @Nullable String now;

  @Option(
      names = "--spans",
      description =
          "Print one JSON object with 'text' and, as 'spans', start and end of each generation"
              + " block in code points.")
  private boolean spans;

  @Option(
      names = "--batch",
      description =
          "Answer each line of standard input, a JSON object with 'template' (a file) or"
              + " 'template_text', 'conversation' and, if wanted, 'id', 'now' and 'spans', with a"
              + " JSON object that has 'id' and 'text', 'spans' or 'error'.")
  private boolean batch;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Reads standard input and writes UTF-8 to standard output, whatever the locale. */
  public RenderCommand() {
    // not System.out, which keeps quiet when the reader has gone
    this(System.in, new FileOutputStream(FileDescriptor.out));
  }

  RenderCommand(InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  @Override
  public Integer call() {
    checkOptions();
    try {
      RenderDefaults defaults = new RenderDefaults(overrides(), clock(), spans);
      if (batch) {
        new RenderBatch(defaults).run(in, out);
      } else {
        out.write(single(defaults));
        out.flush();
      }
      return ExitCode.OK;
    } catch (InputException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return ExitCode.USAGE;
    } catch (IOException e) {
      spec.commandLine().getErr().println("Standard input or output failed: " + e.getMessage());
      return ExitCode.SOFTWARE;
    }
  }

  private byte[] single(RenderDefaults defaults) {
    InputFile file = InputFile.named(Objects.requireNonNull(template));
    InputFile conversationFile = InputFile.named(Objects.requireNonNull(conversation));
    Rendering rendering;
    try {
      ChatTemplate compiled = ChatTemplate.compile(file.text());
      Map<String, @Nullable Object> variables = variables(conversationFile, defaults.overrides());
      rendering = compiled.render(variables, defaults.clock());
    } catch (TemplateException e) {
      throw new InputException(file + place(e) + ": " + sentence(e));
    }
    return defaults.spans() ? withSpans(rendering) : utf8(rendering.text());
  }

  private static Map<String, @Nullable Object> variables(
      InputFile file, Map<String, @Nullable Object> overrides) {
    Object conversation = file.json();
    try {
      return TemplateVariables.of(conversation, overrides);
    } catch (InputException e) {
      throw new InputException(file + ": " + e.getMessage());
    }
  }

  private static String place(TemplateException e) {
    String line = e.line() == 0 ? "" : ", line " + e.line();
    return e.column() == 0 ? line : line + ", column " + e.column();
  }

  private static @Nullable String sentence(TemplateException e) {
    boolean raised = e.kind() == TemplateException.Kind.RAISED;
    return raised ? "the template raised: " + e.getMessage() : e.getMessage();
  }

  private static byte[] withSpans(Rendering rendering) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("text", rendering.text());
    answer.put("spans", RenderBatch.spans(rendering));
    return (Json.text(answer) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] exact = new byte[bytes.remaining()];
      bytes.get(exact);
      return exact;
    } catch (CharacterCodingException e) {
      throw new InputException(
          "The rendered text has half of a surrogate pair, which UTF-8 has no form for");
    }
  }

  private Clock clock() {
    return now == null ? Clock.system(ZoneId.systemDefault()) : FrozenClock.at(now, "--now");
  }

  private Map<String, @Nullable Object> overrides() {
    Map<String, @Nullable Object> overrides = new LinkedHashMap<>();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw wrong("--set is '" + setting + "', but must be NAME=JSON");
      }
      String name = setting.substring(0, equals);
      overrides.put(name, value(name, setting.substring(equals + 1)));
    }
    return overrides;
  }

  private static @Nullable Object value(String name, String text) {
    try {
      return Json.read(text, JsonLimits.DEFAULT);
    } catch (JsonException e) {
      if (e.kind() == Kind.SYNTAX && !JSON_BEGINS.matcher(text).lookingAt()) {
        return text;
      }
      throw new InputException("--set " + name, e);
    }
  }

  private void checkOptions() {
    if (batch && (template != null || conversation != null)) {
      throw wrong("With --batch the lines name template and conversation");
    }
    if (!batch && (template == null || conversation == null)) {
      throw wrong("Give --template and --conversation, or --batch");
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
