package dev.rolloutserver.simulation;

import dev.rolloutserver.SharedData;
import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.hub.Hub;
import dev.rolloutserver.hub.HubSettings;
import dev.rolloutserver.hub.ModelFiles;
import dev.rolloutserver.outbound.OutboundHttp;
import dev.rolloutserver.outbound.OutboundSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Models of the world in the shared test data. */
public final class RealModelFiles {
  private RealModelFiles() {}

  /** The files of this model; skips the test where the data is absent. */
  public static ModelFiles of(String name) {
    HubSettings settings =
        new HubSettings(
            Optional.empty(),
            SharedData.path("hub"),
            URI.create("http://127.0.0.1:9"),
            Optional.empty(),
            true,
            false,
            1 << 28,
            Duration.ofSeconds(20));
    try (OutboundHttp http =
        new OutboundHttp(new OutboundSettings(Duration.ofSeconds(5), 1 << 28))) {
      return new Hub(settings, http).find(name, null, Deadline.after(Duration.ofSeconds(20)));
    }
  }
}
