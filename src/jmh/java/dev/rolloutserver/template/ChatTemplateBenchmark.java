package dev.rolloutserver.template;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A real template over a conversation of an agent; see etc/scripts/benchmark-templates. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ChatTemplateBenchmark {
  private static final Path DATA =
      Path.of(System.getProperty("benchmark.data", "../shared/chat-templates"));

  /** Messages of the conversation: that of 20 messages once, or ten times over. */
  @Param({"20", "200"})
  private int messages;

  private final Clock clock = Clock.systemUTC();
  private final Map<String, Object> variables = new LinkedHashMap<>();
  private String source = "";
  private ChatTemplate template = ChatTemplate.compile("");

  @Setup
  public void read() throws IOException {
    source = Files.readString(DATA.resolve("templates/llamacpp__Qwen-Qwen3-0.6B.jinja"));
    template = ChatTemplate.compile(source);
    Object all =
        Json.read(Files.readAllBytes(DATA.resolve("conversations.json")), JsonLimits.DEFAULT);
    for (Object item : (List<?>) all) {
      Map<?, ?> conversation = (Map<?, ?>) item;
      if ("c30_agent_20_messages".equals(conversation.get("id"))) {
        use(conversation);
      }
    }
    System.out.println(
        "characters of output: " + template.render(variables, clock).text().length());
  }

  private void use(Map<?, ?> conversation) {
    List<?> once = (List<?>) conversation.get("messages");
    List<Object> repeated = new ArrayList<>();
    while (repeated.size() < messages) {
      repeated.addAll(once);
    }
    variables.put("tools", conversation.get("tools"));
    variables.put("documents", conversation.get("documents"));
    ((Map<?, ?>) conversation.get("options"))
        .forEach((name, value) -> variables.put((String) name, value));
    variables.put("messages", repeated);
  }

  @Benchmark
  public String render() {
    return template.render(variables, clock).text();
  }

  @Benchmark
  public ChatTemplate compile() {
    return ChatTemplate.compile(source);
  }
}
