package dev.rolloutserver.http;

import dev.rolloutserver.http.HealthReport.LoadedTokenizer;
import dev.rolloutserver.hub.TokenizerName;
import dev.rolloutserver.prompt.PromptFormats;
import dev.rolloutserver.record.RolloutView;
import dev.rolloutserver.record.TurnTokens;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the page is told, as JSON values: the same whether it asks or listens. */
final class PageState {
  private final Page page;
  private final Supplier<HealthReport> health;
  private final BooleanSupplier draining;
  private final Clock clock;

  PageState(Page page, Supplier<HealthReport> health, BooleanSupplier draining, Clock clock) {
    this.page = page;
    this.health = health;
    this.draining = draining;
    this.clock = clock;
  }

  Map<String, @Nullable Object> overview() {
    HealthReport report = health.get();
    Instant now = clock.instant();
    Map<String, @Nullable Object> overview = new LinkedHashMap<>();
    overview.put("now", now.toString());
    overview.put("server", server(report, now));
    overview.putAll(page.records().overview(page.leftAlone().get()));
    overview.put("tokenizers", report.tokenizers().stream().map(PageState::tokenizer).toList());
    return overview;
  }

  Map<String, Object> rollouts(PageQuery query) {
    return page.records().rows(query.running(), query.recent(), query.q(), query.limit());
  }

  Optional<Map<String, @Nullable Object>> rollout(long key) {
    return page.records().find(key, false).map(RolloutView::value);
  }

  /** What is equal as long as nothing happens to that rollout. */
  Optional<Object> rolloutState(long key) {
    return page.records().state(key);
  }

  Optional<Map<String, @Nullable Object>> tokens(long key, int turn) {
    return page.records()
        .find(key, true)
        .flatMap(view -> view.tokens(turn).map(tokens -> withTexts(view, tokens)));
  }

  boolean draining() {
    return draining.getAsBoolean();
  }

  private Map<String, @Nullable Object> withTexts(RolloutView view, TurnTokens tokens) {
    Optional<PromptFormats.Lease> loaded =
        page.formats().leaseLoaded(view.tokenizer(), view.revision());
    if (loaded.isEmpty()) {
      return tokens.value(null);
    }
    try (PromptFormats.Lease lease = loaded.get()) {
      return tokens.value(lease.format()::pieces);
    }
  }

  private Map<String, @Nullable Object> server(HealthReport report, Instant now) {
    Map<String, @Nullable Object> server = new LinkedHashMap<>();
    server.put("version", report.version());
    Duration uptime = Duration.ofMillis(Math.round(report.uptimeSeconds() * 1000));
    server.put("started", now.minus(uptime).toString());
    server.put("uptime_seconds", report.uptimeSeconds());
    server.put("ready", report.ready());
    server.put("draining", draining());
    server.put("heap_bytes", report.heapBytes());
    server.put("heap_max_bytes", Runtime.getRuntime().maxMemory());
    server.put("resident_bytes", report.residentBytes());
    return server;
  }

  private static Map<String, @Nullable Object> tokenizer(LoadedTokenizer loaded) {
    Map<String, @Nullable Object> tokenizer = new LinkedHashMap<>();
    tokenizer.put("name", loaded.name());
    tokenizer.put("revision", loaded.revision());
    tokenizer.put("counted_by", loaded.countedBy());
    tokenizer.put("memory_bytes", loaded.memoryBytes());
    tokenizer.put("hits", loaded.hits());
    // whoever had it loaded did not hit
    tokenizer.put("hit_rate", loaded.hits() / (loaded.hits() + 1.0));
    tokenizer.put("load_ms", loaded.loadMs());
    return tokenizer;
  }

  /** Tokenizers that may be chosen, those that are loaded first. */
  List<Map<String, @Nullable Object>> choices() {
    List<Map<String, @Nullable Object>> choices = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (LoadedTokenizer loaded : health.get().tokenizers()) {
      choices.add(choice(loaded.name(), loaded.revision(), true));
      names.add(loaded.name());
    }
    for (TokenizerName cached : page.cached().get()) {
      if (!names.contains(cached.name())) {
        choices.add(choice(cached.name(), null, false));
      }
    }
    return choices;
  }

  /** Whether its main branch can be loaded without a download. */
  boolean isCached(String name) {
    return page.cached().get().stream().anyMatch(cached -> cached.name().equals(name));
  }

  private static Map<String, @Nullable Object> choice(
      String name, @Nullable String revision, boolean loaded) {
    Map<String, @Nullable Object> choice = new LinkedHashMap<>();
    choice.put("name", name);
    choice.put("revision", revision);
    choice.put("loaded", loaded);
    return choice;
  }
}
