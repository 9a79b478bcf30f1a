package dev.rolloutserver.prompt;

import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.hub.Hub;
import dev.rolloutserver.hub.HubSettings;
import dev.rolloutserver.outbound.OutboundHttp;
import dev.rolloutserver.outbound.OutboundSettings;
import dev.rolloutserver.prompt.PromptFormats.Lease;
import dev.rolloutserver.simulation.DemoModel;
import dev.rolloutserver.tools.ToolBox;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A model's prompts for benchmarks: that which is shipped, or one of the Hugging Face cache. */
final class BenchmarkFormat implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** In the layout of the Hugging Face cache. */
  private static final Path HUB = Path.of(System.getProperty("benchmark.hub", "../shared/hub"));

  private final OutboundHttp http = new OutboundHttp(new OutboundSettings(PATIENCE, 1 << 28));
  private final PromptFormats formats;
  private final Lease lease;

  BenchmarkFormat(String tokenizer) {
    Hub hub =
        new Hub(
            new HubSettings(
                Optional.empty(),
                HUB,
                URI.create("http://127.0.0.1:9"),
                Optional.empty(),
                true,
                false,
                1 << 28,
                PATIENCE),
            http);
    this.formats =
        new PromptFormats(
            tokenizer.equals(DemoModel.NAME) ? (_, _, _) -> DemoModel.files() : hub::find,
            new PromptSettings(1, PATIENCE, 2, 0, List.of()),
            Clock.systemUTC(),
            PromptObserver.NONE);
    this.lease = formats.lease(tokenizer, null, Deadline.after(PATIENCE));
  }

  /** The counter of a new rollout. */
  PromptCounter counter() {
    return lease.format().counter(ToolBox.calculator().definitions(), Map.of());
  }

  @Override
  public void close() {
    lease.close();
    formats.close();
    http.close();
  }
}
