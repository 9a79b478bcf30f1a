package dev.rolloutserver.tools;

import dev.rolloutserver.conversation.ToolCall;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonException;
import dev.rolloutserver.json.JsonLimits;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tools of a rollout by name. A call never throws: whatever fails is told to the model. */
public final class ToolBox {
  private static final System.Logger LOGGER = System.getLogger(ToolBox.class.getName());

  private final Map<String, Tool> tools = new LinkedHashMap<>();
  private final List<Map<String, Object>> definitions;

  /** A box with these tools, whose names must differ. */
  public ToolBox(List<? extends Tool> tools) {
    for (Tool tool : tools) {
      if (this.tools.putIfAbsent(tool.name(), tool) != null) {
        throw new IllegalArgumentException("Two tools have the name " + tool.name());
      }
    }
    this.definitions = this.tools.values().stream().map(Tool::definition).toList();
  }

  /** The four basic operations on numbers. */
  public static ToolBox calculator() {
    return new ToolBox(Calculation.all());
  }

  /** These tools and after them those, which take the place of tools with the same name. */
  public ToolBox with(List<? extends Tool> others) {
    ToolBox both = new ToolBox(others);
    List<Tool> kept = new ArrayList<>(tools.values());
    kept.removeIf(tool -> both.tools.containsKey(tool.name()));
    kept.addAll(both.tools.values());
    return new ToolBox(kept);
  }

  /** The elements of {@code GET /tools}, in order. */
  public List<Map<String, Object>> definitions() {
    return definitions;
  }

  /** The names that the model may call. */
  public Set<String> names() {
    return Collections.unmodifiableSet(tools.keySet());
  }

  /** Whether the call never waits, so that it needs neither a thread of its own nor a deadline. */
  public boolean instant(ToolCall call) {
    Tool tool = tools.get(call.name());
    return tool == null || tool.instant();
  }

  /** The name of its tool, which is the same object each time; the call's where there is none. */
  public String name(ToolCall call) {
    Tool tool = tools.get(call.name());
    return tool == null ? call.name() : tool.name();
  }

  /** Runs one call in this thread; many may run at once. */
  public ToolResult run(ToolCall call) {
    String name = call.name();
    try {
      Tool tool = tools.get(name);
      if (tool == null) {
        throw new ToolException(
            "Unknown function "
                + Quoted.text(name)
                + "; available are "
                + String.join(", ", tools.keySet()));
      }
      return ToolResult.success(tool.call(arguments(call)));
    } catch (ToolException e) {
      String message = Objects.requireNonNullElse(e.getMessage(), "The call failed");
      return ToolResult.failure(message, message);
    } catch (RuntimeException e) {
      // a fault of the tool, not of the model, which must not see our insides
      LOGGER.log(Level.ERROR, "A tool failed", e);
      return ToolResult.failure("The function " + name + " failed", e.toString());
    }
  }

  private static Map<String, @Nullable Object> arguments(ToolCall call) {
    Object value = call.arguments();
    if (value instanceof String text) {
      try {
        value = Json.read(text, JsonLimits.DEFAULT);
      } catch (JsonException e) {
        String problem = e.kind().isLimit() ? " cannot be read: " : " are not JSON: ";
        throw new ToolException("The arguments of " + call.name() + problem + e.getMessage());
      }
    }
    if (!(value instanceof Map<?, ?> members)) {
      throw new ToolException(
          "The arguments of " + call.name() + " must be an object, not " + Quoted.kind(value));
    }
    Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
    members.forEach((name, argument) -> arguments.put(String.valueOf(name), argument));
    return arguments;
  }
}
