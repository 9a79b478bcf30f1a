package dev.rolloutserver.http;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code GET /health}; the first two members are fixed by the protocol.
 *
 * @param uptimeSeconds seconds since the start, to the millisecond
 * @param ready whether new rollouts are welcome
 * @param activeRollouts rollouts that run
 * @param waitingRollouts rollouts that wait for a permit
 * @param residentBytes memory of the process in RAM; absent where the platform does not tell
 * @param heapBytes the part of the heap that is in use, garbage included
 * @param tokenizers those that are loaded
 * @param preloading those that have to be loaded before the server is ready
 */
@JsonbPropertyOrder({
  "status",
  "service",
  "version",
  "uptimeSeconds",
  "ready",
  "activeRollouts",
  "waitingRollouts",
  "residentBytes",
  "heapBytes",
  "tokenizers",
  "preloading"
})
public record HealthReport(
    String status,
    String service,
    String version,
    double uptimeSeconds,
    boolean ready,
    int activeRollouts,
    int waitingRollouts,
    @Nullable Long residentBytes,
    long heapBytes,
    List<LoadedTokenizer> tokenizers,
    List<PreloadingTokenizer> preloading) {

  /**
   * A tokenizer that is loaded.
   *
   * @param revision commit that was loaded
   * @param countedBy what counts most of its texts: java or native
   * @param memoryBytes by how much the process grew in RAM when the native tokenizer was made;
   *     absent where the platform does not tell
   * @param hits rollouts that found it loaded
   * @param loadMs milliseconds that loading took
   */
  @JsonbPropertyOrder({
    "name",
    "revision",
    "tokenizerSha256",
    "templateSha256",
    "countedBy",
    "memoryBytes",
    "hits",
    "loadMs"
  })
  public record LoadedTokenizer(
      String name,
      String revision,
      String tokenizerSha256,
      String templateSha256,
      String countedBy,
      @Nullable Long memoryBytes,
      long hits,
      long loadMs) {}

  /**
   * A tokenizer that is not loaded yet.
   *
   * @param failure why the last try failed, empty where there was none
   */
  @JsonbPropertyOrder({"name", "failure"})
  public record PreloadingTokenizer(String name, String failure) {}
}
