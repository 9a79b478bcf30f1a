package dev.rolloutserver.command.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.conversation.ToolCall;
import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.outbound.OutboundHttp;
import dev.rolloutserver.outbound.OutboundRequest;
import dev.rolloutserver.outbound.OutboundSettings;
import dev.rolloutserver.simulation.DemoModel;
import dev.rolloutserver.template.ChatTemplate;
import dev.rolloutserver.tokenizer.Tokenizer;
import dev.rolloutserver.tools.ToolBox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A rollout server that can do no more than the demo asks for; its masks can be made wrong. */
final class FakeServer implements DemoServer {
  private final int maskError;
  private final ToolBox tools = ToolBox.calculator();
  private final List<String> events = Collections.synchronizedList(new ArrayList<>());

  /** A server whose masks are this much too long. */
  FakeServer(int maskError) {
    this.maskError = maskError;
  }

  List<String> events() {
    return events;
  }

  @Override
  public Running start(Map<String, String> settings) {
    Path model = Path.of(settings.getOrDefault("hub.local-folder", "")).resolve(DemoModel.NAME);
    try {
      byte[] tokenizerJson = Files.readAllBytes(model.resolve("tokenizer.json"));
      ChatTemplate template =
          ChatTemplate.compile(Files.readString(model.resolve("chat_template.jinja")));
      HttpServer server =
          HttpServer.create(
              new InetSocketAddress(
                  settings.get("server.host"),
                  Integer.parseInt(settings.getOrDefault("server.port", ""))),
              0);
      Tokenizer tokenizer = Tokenizer.load(tokenizerJson, Map.of());
      OutboundHttp http = new OutboundHttp(new OutboundSettings(Duration.ofSeconds(5), 1 << 24));
      server.createContext("/rollout", exchange -> answer(exchange, template, tokenizer, http));
      server.start();
      events.add("started");
      return new Running() {
        @Override
        public void awaitStop() {
          events.add("stayed");
        }

        @Override
        public void close() {
          server.stop(0);
          http.close();
          tokenizer.close();
          events.add("closed");
        }
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void answer(
      HttpExchange exchange, ChatTemplate template, Tokenizer tokenizer, OutboundHttp http)
      throws IOException {
    Map<String, Object> request = members(Json.read(exchange.getRequestBody(), JsonLimits.DEFAULT));
    List<Message> messages = new ArrayList<>();
    for (Object message : list(request.get("messages"))) {
      messages.add(Message.of(members(message)));
    }
    Map<String, Object> answer = new LinkedHashMap<>(Map.of("status", "COMPLETED"));
    int context = 0;
    boolean going = true;
    while (going) {
      int prompt = tokenizer.count(prompt(template, messages));
      List<Integer> mask =
          context == 0 ? null : Collections.nCopies(prompt - context + maskError, 0);
      Map<String, Object> turn = turn(request, messages, mask, http);
      if (turn.containsKey("detail")) {
        answer.put("status", "ERROR");
        answer.put("error_message", turn.get("detail"));
        break;
      }
      context = prompt + list(turn.get("token_ids")).size();
      Message said =
          Message.of(members(members(list(turn.get("choices")).getFirst()).get("message")));
      messages.add(said);
      for (ToolCall call : said.toolCalls()) {
        messages.add(Message.toolResult(call, tools.run(call).content()));
      }
      going = !said.toolCalls().isEmpty();
    }
    answer.put("finish_reason", "stop");
    answer.put("metrics", Map.of("num_llm_calls", messages.size() / 2));
    answer.put("extra_fields", Map.of("token_check", Map.of("class", "clean")));
    byte[] body = Json.write(answer);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private String prompt(ChatTemplate template, List<Message> messages) {
    Map<String, Object> variables = new LinkedHashMap<>();
    variables.put("messages", messages.stream().map(Message::value).toList());
    variables.put("tools", tools.definitions());
    variables.put("add_generation_prompt", true);
    return template.render(variables, Clock.systemUTC()).text();
  }

  private static Map<String, Object> turn(
      Map<String, Object> request,
      List<Message> messages,
      @Nullable List<Integer> mask,
      OutboundHttp http) {
    Map<String, @Nullable Object> call = new LinkedHashMap<>();
    call.put("rollout_id", request.get("rollout_id"));
    call.put("messages", messages.stream().map(Message::value).toList());
    call.put("response_mask", mask);
    URI url = URI.create(request.get("server_url") + "/v1/chat/completions");
    return http.exchange(
        new OutboundRequest("POST", url, Map.of(), Json.write(call)),
        Deadline.after(Duration.ofSeconds(20)),
        new Cancellation(),
        (status, headers, body) -> members(Json.read(body, JsonLimits.DEFAULT)));
  }

  @SuppressWarnings("unchecked") // objects that were read have strings for names
  private static Map<String, Object> members(@Nullable Object value) {
    return (Map<String, Object>) Objects.requireNonNull(value);
  }

  private static List<?> list(@Nullable Object value) {
    return (List<?>) Objects.requireNonNull(value);
  }
}
