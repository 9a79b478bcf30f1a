package dev.rolloutserver.tools;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonException;
import dev.rolloutserver.json.JsonLimits;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A tool that an MCP server offers; a call is a request to that server. */
final class McpTool implements Tool {
  private static final Map<String, Object> NO_PARAMETERS = Map.of("type", "object");

  private final String name;
  private final Map<String, Object> definition;
  private final McpSession session;
  private final Duration limit;
  private final int maxOutputCharacters;

  /**
   * A tool of this session.
   *
   * @param limit of one request of the session
   * @param maxOutputCharacters what the model is told at most
   * @throws ToolServerException if its schema is not plain JSON
   */
  McpTool(McpSchema.Tool offered, McpSession session, Duration limit, int maxOutputCharacters) {
    this.maxOutputCharacters = maxOutputCharacters;
    this.name = offered.name();
    this.definition = definition(offered);
    this.session = session;
    this.limit = limit;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Map<String, Object> definition() {
    return definition;
  }

  @Override
  public String call(Map<String, @Nullable Object> arguments) {
    CallToolResult result;
    try {
      result = session.call(name, arguments);
    } catch (RuntimeException e) {
      throw new ToolException("The server of " + name + " " + McpFailure.predicate(e, limit));
    }
    String text = McpAnswer.text(result, maxOutputCharacters);
    if (Boolean.TRUE.equals(result.isError())) {
      throw new ToolException(text);
    }
    return text;
  }

  private static Map<String, Object> definition(McpSchema.Tool offered) {
    Map<String, Object> function = new LinkedHashMap<>();
    function.put("name", offered.name());
    function.put("description", Objects.requireNonNullElse(offered.description(), ""));
    function.put("parameters", parameters(offered));
    Map<String, Object> definition = new LinkedHashMap<>();
    definition.put("type", "function");
    definition.put("function", Collections.unmodifiableMap(function));
    return Collections.unmodifiableMap(definition);
  }

  /** The schema as the values that {@code json} reads: templates print them. */
  private static Object parameters(McpSchema.Tool offered) {
    if (offered.inputSchema() == null) {
      return NO_PARAMETERS;
    }
    try {
      String schema = McpJsonDefaults.getMapper().writeValueAsString(offered.inputSchema());
      return Objects.requireNonNull(Json.read(schema, JsonLimits.DEFAULT));
    } catch (IOException | JsonException e) {
      throw new ToolServerException(
          "The schema of the tool "
              + Quoted.text(offered.name())
              + " cannot be used: "
              + e.getMessage());
    }
  }
}
