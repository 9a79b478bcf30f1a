package dev.rolloutserver;

import dev.rolloutserver.CheckingTrainer.Said;
import dev.rolloutserver.command.Build;
import dev.rolloutserver.configuration.SettingSources;
import dev.rolloutserver.configuration.Settings;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.simulation.DemoModel;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The server as it is wired, with the models of the proof, a trainer for each, and a worker. */
final class ProvingServer {
  private final Path demoModels;
  private final Server server;
  private final HttpClient worker = HttpClient.newHttpClient();
  private final Map<ProofModel, WholeTextModel> models = new EnumMap<>(ProofModel.class);
  private final Map<ProofModel, CheckingTrainer> trainers = new EnumMap<>(ProofModel.class);
  private final List<?> tools;
  private int rollouts;

  /** Starts with the demo model written to this folder, and the shared ones where they are. */
  ProvingServer(Path demoModels) throws IOException, InterruptedException {
    this.demoModels = demoModels;
    DemoModel.writeTo(demoModels);
    Map<String, String> settings =
        Map.of(
            "server.host", "127.0.0.1",
            "server.port", "0",
            "hub.local-folder", demoModels.toString(),
            "hub.cache-folder", "../shared/hub",
            "hub.offline", "true");
    this.server =
        Server.start(
            Settings.load(new SettingSources(settings, Map.of(), Optional.empty())),
            Build.current(),
            Clock.system(ZoneId.systemDefault()));
    this.tools =
        (List<?>)
            Objects.requireNonNull(
                read(send(HttpRequest.newBuilder(URI.create(server.url() + "/tools"))))
                    .get("tools"));
  }

  /** What trainers are told. */
  List<?> tools() {
    return tools;
  }

  /** The model as the proof sees it; skips the test where its files are not. */
  WholeTextModel model(ProofModel model) throws IOException {
    WholeTextModel known = models.get(model);
    if (known == null) {
      known = new WholeTextModel(model.folder(demoModels));
      models.put(model, known);
    }
    return known;
  }

  /** The trainer of this model; skips the test where the model's files are not. */
  CheckingTrainer trainer(ProofModel model) throws IOException {
    CheckingTrainer known = trainers.get(model);
    if (known == null) {
      known = new CheckingTrainer(model(model), tools);
      trainers.put(model, known);
    }
    return known;
  }

  /** Runs a rollout and returns the answer's members; its trainer remembers the calls. */
  Map<?, ?> rollout(ProofModel model, List<?> messages, List<Said> said)
      throws IOException, InterruptedException {
    CheckingTrainer trainer = trainer(model);
    trainer.play(said);
    Map<String, @Nullable Object> request = new LinkedHashMap<>();
    request.put("rollout_id", "proof-" + ++rollouts);
    request.put("server_url", trainer.url());
    request.put("messages", messages);
    request.put("sampling_params", Map.of());
    request.put("tokenizer_name", model.tokenizer());
    request.put("tokenizer_revision", null);
    request.put("max_turns", 100L);
    request.put("max_tokens_total", 1_000_000L);
    request.put("metadata", Map.of("debug_trace", true));
    HttpResponse<byte[]> answer =
        send(
            HttpRequest.newBuilder(URI.create(server.url() + "/rollout"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.write(request))));
    return read(answer);
  }

  /** Stops all of it. */
  void stop() throws InterruptedException {
    worker.close();
    server.stop();
    trainers.values().forEach(CheckingTrainer::close);
    models.values().forEach(WholeTextModel::close);
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return worker.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static Map<?, ?> read(HttpResponse<byte[]> answer) {
    Object body = Json.read(answer.body(), JsonLimits.DEFAULT);
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("the server answered " + answer.statusCode() + ": " + body);
    }
    return (Map<?, ?>) Objects.requireNonNull(body);
  }
}
