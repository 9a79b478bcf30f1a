package dev.rolloutserver;

import dev.rolloutserver.CheckingTrainer.Said;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A rollout at random, the same for the same seed: what it begins with and what the model says.
 *
 * @param messages of the request
 * @param said turn by turn; only the last calls no tools
 */
record WildRollout(List<Map<String, @Nullable Object>> messages, List<Said> said) {

  /** A rollout of this many turns that the template of this model can render. */
  static WildRollout of(ProofModel model, int turns, long seed) {
    return new Author(model, new Random(seed)).rollout(turns);
  }

  private static final class Author {
    private static final List<String> TOOLS =
        List.of("add", "subtract", "multiply", "divide", "divide", "nonsense");
    private static final List<String> ABSENT =
        List.of("name", "refusal", "function_call", "x_vendor", "audio");

    private final ProofModel model;
    private final Random random;
    private final WildTexts texts;
    private int callIds;

    Author(ProofModel model, Random random) {
      this.model = model;
      this.random = random;
      this.texts = new WildTexts(random);
    }

    WildRollout rollout(int turns) {
      List<Map<String, @Nullable Object>> messages = new ArrayList<>();
      if (random.nextInt(3) > 0) {
        messages.add(message("system", content("system")));
      }
      if (random.nextInt(3) == 0) {
        earlier(messages);
      }
      if (random.nextInt(6) == 0) {
        messages.add(message("function", content("function")));
      }
      messages.add(message("user", content("user")));
      List<Said> said = new ArrayList<>();
      for (int turn = 1; turn < turns; turn++) {
        said.add(new Said(withCalls(), tokens()));
      }
      said.add(new Said(plain(), tokens()));
      return new WildRollout(messages, said);
    }

    /** Real ones, or now and then an invented number: the mask must follow all the same. */
    private @Nullable Integer tokens() {
      return random.nextInt(10) == 0 ? Integer.valueOf(random.nextInt(30)) : null;
    }

    private void earlier(List<Map<String, @Nullable Object>> messages) {
      messages.add(message("user", content("user")));
      Map<String, @Nullable Object> asked = withCalls();
      messages.add(asked);
      for (Object call : (List<?>) Objects.requireNonNull(asked.get("tool_calls"))) {
        Map<String, @Nullable Object> result = message("tool", content("tool"));
        result.put("tool_call_id", ((Map<?, ?>) call).get("id"));
        messages.add(result);
      }
      messages.add(plain());
    }

    private Map<String, @Nullable Object> plain() {
      Map<String, @Nullable Object> message = message("assistant", texts.next());
      if (random.nextInt(4) == 0) {
        message.put("reasoning_content", texts.next());
      }
      if (random.nextInt(4) == 0) {
        message.put("tool_calls", null);
      }
      return message;
    }

    private Map<String, @Nullable Object> withCalls() {
      Map<String, @Nullable Object> message = plain();
      boolean nothingSaid = model.rendersNullContent() && random.nextBoolean();
      if (nothingSaid) {
        message.put("content", null);
      }
      boolean objects = model.rendersObjectArguments() || !nothingSaid;
      List<Map<String, @Nullable Object>> calls = new ArrayList<>();
      int parallel = random.nextInt(3) == 0 ? 2 + random.nextInt(7) : 1;
      for (int i = 0; i < parallel; i++) {
        calls.add(call(objects));
      }
      message.put("tool_calls", calls);
      return message;
    }

    private Map<String, @Nullable Object> call(boolean objects) {
      Map<String, @Nullable Object> function = new LinkedHashMap<>();
      function.put("name", TOOLS.get(random.nextInt(TOOLS.size())));
      function.put("arguments", arguments(objects));
      Map<String, @Nullable Object> call = new LinkedHashMap<>();
      call.put("id", "call_" + ++callIds + (random.nextInt(5) == 0 ? "é<|im_end|>" : ""));
      if (random.nextInt(5) == 0) {
        call.put("index", null);
        function.put("description", null);
      }
      call.put("type", "function");
      call.put("function", function);
      return call;
    }

    private Object arguments(boolean objects) {
      long a = random.nextInt(1_000_000) - 500_000L;
      long b = random.nextInt(10);
      return switch (random.nextInt(8)) {
        case 0 -> texts.next();
        case 1 -> "{\"a\": " + a + "e-3,\"b\":" + b + ".50}";
        case 2 -> "{\"a\": 1" + "0".repeat(30) + ", \"b\": " + b + "}";
        case 3 -> "{\"a\": \"" + "é😀" + "\", \"b\": null}";
        case 4 -> "";
        default ->
            objects && random.nextBoolean()
                ? ordered("a", a, "b", random.nextBoolean() ? (Object) b : (Object) (b / 4.0))
                : "{\"a\": " + a + ", \"b\": " + b + "}";
      };
    }

    private Map<String, @Nullable Object> message(String role, @Nullable Object content) {
      Map<String, @Nullable Object> message = new LinkedHashMap<>();
      message.put("role", role);
      message.put("content", content);
      if (random.nextInt(3) == 0) {
        message.put(ABSENT.get(random.nextInt(ABSENT.size())), null);
      }
      if (random.nextInt(8) == 0) {
        message.put("x_kept", Map.of("deep", List.of(1L, "é", true)));
      }
      return message;
    }

    private Object content(String role) {
      if (!model.rendersParts(role) || random.nextInt(3) > 0) {
        return texts.next();
      }
      List<Map<String, Object>> parts = new ArrayList<>();
      int count = 1 + random.nextInt(3);
      for (int i = 0; i < count; i++) {
        parts.add(ordered("type", "text", "text", texts.next()));
      }
      return parts;
    }

    private static Map<String, Object> ordered(String a, Object first, String b, Object second) {
      Map<String, Object> members = new LinkedHashMap<>();
      members.put(a, first);
      members.put(b, second);
      return members;
    }
  }
}
