package dev.rolloutserver.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.configuration.SettingSources;
import dev.rolloutserver.configuration.Settings;
import dev.rolloutserver.hub.TokenizerName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every object of deploy/kubernetes has fields that Kubernetes knows, and what it names is there.
 */
class KubernetesTest {
  private static final Path FOLDER = Path.of("deploy/kubernetes");
  private static final Set<String> NO_SETTINGS = Set.of("JAVA_OPTS");

  @TempDir private Path temporary;

  static List<Path> overlays() throws IOException {
    try (Stream<Path> folders = Files.list(FOLDER.resolve("overlays"))) {
      return folders.sorted().toList();
    }
  }

  @Test
  void sizes_areThere() throws IOException {
    assertThat(overlays())
        .extracting(Path::getFileName)
        .extracting(Path::toString)
        .contains("small", "medium", "large");
  }

  @Test
  void everyFile_isPartOfSomething() throws IOException {
    Set<Path> used = new HashSet<>();
    for (Path overlay : overlays()) {
      use(overlay, used);
    }
    try (Stream<Path> files = Files.walk(FOLDER)) {
      assertThat(files.filter(Files::isRegularFile))
          .allSatisfy(file -> assertThat(used).contains(file));
    }
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void objects_haveOnlyFieldsThatKubernetesKnows(Path overlay) {
    for (Tree object : objects(overlay)) {
      assertThat(ObjectFields.mistakes(object)).as(object.at("kind").text()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "enableServiceLink",
        "terminationGracePeriod",
        "securityContexts",
        "topologySpreadConstraint"
      })
  void objects_withAMisspelledField_areRefused(String field) {
    Tree deployment = only(objects(overlay("small")), "Deployment");
    Tree spoilt =
        deployment.patched(
            new Tree(Map.of("spec", Map.of("template", Map.of("spec", Map.of(field, 1))))));

    assertThat(ObjectFields.mistakes(deployment)).isEmpty();
    assertThat(ObjectFields.mistakes(spoilt)).singleElement().asString().contains(field);
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void namesAreUnique_andAllIsInOneNamespace(Path overlay) {
    List<Tree> objects = objects(overlay);
    Tree namespace = only(objects, "Namespace");

    assertThat(
            objects.stream()
                .map(object -> object.at("kind").text() + object.at("metadata", "name").text()))
        .doesNotHaveDuplicates();
    assertThat(objects)
        .filteredOn(object -> !object.at("kind").text().equals("Namespace"))
        .extracting(object -> object.at("metadata", "namespace"))
        .containsOnly(namespace.at("metadata", "name"));
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void selectors_meetThePods_andTheirService(Path overlay) {
    List<Tree> objects = objects(overlay);
    Tree deployment = only(objects, "Deployment");
    Map<String, Tree> labels = deployment.at("spec", "template", "metadata", "labels").members();
    List<Map<String, Tree>> selectors = new ArrayList<>();
    selectors.add(deployment.at("spec", "selector", "matchLabels").members());
    selectors.add(only(objects, "Service").at("spec", "selector").members());
    selectors.add(
        only(objects, "PodDisruptionBudget").at("spec", "selector", "matchLabels").members());
    selectors.add(
        only(objects, "NetworkPolicy").at("spec", "podSelector", "matchLabels").members());
    for (Tree spread : pod(deployment).at("topologySpreadConstraints").elements()) {
      selectors.add(spread.at("labelSelector", "matchLabels").members());
    }

    assertThat(selectors)
        .allSatisfy(selector -> {
          assertThat(selector).isNotEmpty();
          assertThat(labels).containsAllEntriesOf(selector);
        });
    for (Tree monitor : all(objects, "ServiceMonitor")) {
      assertThat(only(objects, "Service").at("metadata", "labels").members())
          .containsAllEntriesOf(monitor.at("spec", "selector", "matchLabels").members());
    }
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void ports_areThoseOfTheServer(Path overlay) throws IOException {
    List<Tree> objects = objects(overlay);
    Tree server = container(objects);
    Tree port = server.at("ports").named("http");
    Tree service = only(objects, "Service").at("spec", "ports").named("http");

    assertThat(port.at("containerPort").number()).isEqualTo(settings(objects).listener().port());
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertThat(server.at(probe, "httpGet", "port").text()).isEqualTo("http");
    }
    assertThat(service.at("targetPort").text()).isEqualTo("http");
    assertThat(service.at("port").number()).isEqualTo(port.at("containerPort").number());
    for (Tree rule : only(objects, "NetworkPolicy").at("spec", "ingress").elements()) {
      assertThat(rule.at("ports").elements())
          .extracting(allowed -> allowed.at("port").text())
          .containsExactly("http");
    }
    for (Tree monitor : all(objects, "ServiceMonitor")) {
      assertThat(monitor.at("spec", "endpoints").elements())
          .extracting(endpoint -> endpoint.at("port").text())
          .containsExactly("http");
    }
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void probes_askWhatTheServerAnswersThem(Path overlay) {
    Tree server = container(objects(overlay));

    assertThat(server.at("startupProbe", "httpGet", "path").text())
        .isEqualTo("/observe/health/started");
    assertThat(server.at("livenessProbe", "httpGet", "path").text())
        .isEqualTo("/observe/health/live");
    assertThat(server.at("readinessProbe", "httpGet", "path").text())
        .isEqualTo("/observe/health/ready");
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void settings_exist_andFitTogether(Path overlay) throws IOException {
    List<Tree> objects = objects(overlay);
    String reference = Files.readString(Path.of("docs/CONFIGURATION.md"));
    List<TokenizerName> preloaded =
        initContainer(objects).at("args").texts().stream()
            .skip(3)
            .map(TokenizerName::parse)
            .toList();

    assertThat(settings(objects).preload()).isNotEmpty().isEqualTo(preloaded);
    assertThat(container(objects).at("env").elements())
        .extracting(variable -> variable.at("name").text())
        .filteredOn(name -> !NO_SETTINGS.contains(name))
        .isNotEmpty()
        .allSatisfy(name -> assertThat(reference).contains("`" + name + "`"));
    for (Tree each : List.of(container(objects), initContainer(objects))) {
      assertThat(each.at("args").texts())
          .startsWith("--config", "/etc/rollout-server/rollout-server.yaml");
    }
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void pods_mayDrain_beforeTheyAreKilled(Path overlay) throws IOException {
    List<Tree> objects = objects(overlay);
    Tree pod = pod(only(objects, "Deployment"));
    Settings settings = settings(objects);
    Duration drain = settings.listener().shutdownGrace();
    int preStop = container(objects).at("lifecycle", "preStop", "sleep", "seconds").number();

    assertThat(pod.at("terminationGracePeriodSeconds").number())
        .isGreaterThanOrEqualTo(preStop + (int) drain.toSeconds() + 30);
    assertThat(drain).isGreaterThan(settings.rollouts().rolloutTimeout());
    Tree ready = container(objects).at("readinessProbe");
    assertThat(preStop)
        .isGreaterThan(ready.at("periodSeconds").number() * ready.at("failureThreshold").number());
    assertThat(pod.at("enableServiceLinks").value()).isEqualTo(false);
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void evictions_leaveReplicas(Path overlay) {
    List<Tree> objects = objects(overlay);
    Tree deployment = only(objects, "Deployment");
    int missing = only(objects, "PodDisruptionBudget").at("spec", "maxUnavailable").number();
    List<Tree> scalers = all(objects, "HorizontalPodAutoscaler");
    int replicas =
        scalers.isEmpty()
            ? deployment.at("spec", "replicas").number()
            : scalers.getFirst().at("spec", "minReplicas").number();

    assertThat(replicas).isGreaterThanOrEqualTo(3);
    assertThat(missing).isBetween(1, replicas - 1);
    assertThat(deployment.at("spec", "strategy", "rollingUpdate", "maxUnavailable").number())
        .isZero();
    assertThat(deployment.at("spec", "strategy", "rollingUpdate", "maxSurge").number())
        .isPositive();
    for (Tree scaler : scalers) {
      Tree target = scaler.at("spec", "scaleTargetRef");
      assertThat(target.at("kind")).isEqualTo(deployment.at("kind"));
      assertThat(target.at("apiVersion")).isEqualTo(deployment.at("apiVersion"));
      assertThat(target.at("name")).isEqualTo(deployment.at("metadata", "name"));
      assertThat(scaler.at("spec", "maxReplicas").number()).isGreaterThan(replicas);
      assertThat(deployment.at("spec").members())
          .as("a number would win")
          .doesNotContainKey("replicas");
      assertThat(scaler.at("spec", "behavior", "scaleDown", "stabilizationWindowSeconds").number())
          .as("longer than a training step")
          .isBetween(1800, 3600);
    }
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void images_haveTheVersionOfTheProject(Path overlay) throws IOException {
    Matcher version =
        Pattern.compile("<artifactId>rollout-server</artifactId>\\s*<version>([^<]+)")
            .matcher(Files.readString(Path.of("pom.xml")));
    List<Tree> objects = objects(overlay);

    assertThat(version.find()).isTrue();
    for (Tree each : List.of(container(objects), initContainer(objects))) {
      assertThat(each.at("image").text()).isEqualTo("rollout-server:" + version.group(1));
    }
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void volumes_areMounted_andWhatTheyNameIsThere(Path overlay) throws IOException {
    List<Tree> objects = objects(overlay);
    Tree pod = pod(only(objects, "Deployment"));
    List<String> volumes =
        pod.at("volumes").elements().stream().map(volume -> volume.at("name").text()).toList();
    String guide = Files.readString(Path.of("docs/DEPLOYMENT.md"));

    for (Tree each : List.of(container(objects), initContainer(objects))) {
      assertThat(each.at("volumeMounts").elements())
          .extracting(mount -> mount.at("name").text())
          .containsExactlyInAnyOrderElementsOf(volumes);
    }
    for (Tree volume : pod.at("volumes").elements()) {
      assertThat(volume.members()).as("one source").hasSize(2);
      named(objects, "ConfigMap", volume.at("configMap", "name"));
      named(objects, "PersistentVolumeClaim", volume.at("persistentVolumeClaim", "claimName"));
      if (volume.at("secret").isThere()) {
        assertThat(guide)
            .contains("create secret generic " + volume.at("secret", "secretName").text());
      }
    }
    named(objects, "ServiceAccount", pod.at("serviceAccountName"));
    for (Tree monitor : all(objects, "ServiceMonitor")) {
      Tree credentials =
          monitor.at("spec", "endpoints").elements().getFirst().at("authorization", "credentials");
      assertThat(guide)
          .contains("create secret generic " + credentials.at("name").text())
          .contains("--from-file=" + credentials.at("key").text() + "=");
    }
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void filesOfTheSettings_areOnMountedVolumes(Path overlay) throws IOException {
    List<Tree> objects = objects(overlay);
    List<String> mounts =
        container(objects).at("volumeMounts").elements().stream()
            .map(mount -> mount.at("mountPath").text())
            .toList();
    Tree tree = settingTree(objects);

    for (String path :
        List.of(
            tree.at("server", "api-key-file").text(),
            tree.at("hub", "token-file").text(),
            ofImage("HF_HOME=(\\S+)"))) {
      assertThat(mounts).anySatisfy(mount -> assertThat(path).startsWith(mount));
    }
    // the image says it by an environment variable, which would win
    assertThat(tree.at("hub").members()).doesNotContainKey("home");
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void memory_isNeverMoreThanAskedFor_andHoldsTheBodiesThatWait(Path overlay) throws IOException {
    List<Tree> objects = objects(overlay);
    Tree resources = container(objects).at("resources");
    long memory = bytes(resources.at("limits", "memory").text());
    Matcher share =
        Pattern.compile("-XX:MaxRAMPercentage=(\\d+)")
            .matcher(Files.readString(Path.of("bin/rollout-server")));

    assertThat(share.find()).isTrue();
    long heap = memory * Integer.parseInt(share.group(1)) / 100;
    assertThat(resources.at("requests", "memory")).isEqualTo(resources.at("limits", "memory"));
    assertThat(settings(objects).admission().maxWaitingBytes()).isLessThanOrEqualTo(heap / 3);
    // measured: 0.6 MB for one that waits for its model, with 8,000 tokens of context
    assertThat(settings(objects).admission().maxConcurrent() * 620_000L).isLessThanOrEqualTo(heap);
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void containers_areLocked(Path overlay) throws IOException {
    List<Tree> objects = objects(overlay);
    Tree pod = pod(only(objects, "Deployment"));

    assertThat(pod.at("securityContext", "runAsNonRoot").value()).isEqualTo(true);
    assertThat(pod.at("securityContext", "runAsUser").number()).isPositive();
    assertThat(
            pod.at("securityContext", "runAsUser").text()
                + ":"
                + pod.at("securityContext", "runAsGroup").text())
        .isEqualTo(ofImage("(?m)^USER (\\S+)"));
    assertThat(pod.at("securityContext", "fsGroup"))
        .isEqualTo(pod.at("securityContext", "runAsGroup"));
    assertThat(pod.at("automountServiceAccountToken").value()).isEqualTo(false);
    for (Tree each : List.of(container(objects), initContainer(objects))) {
      Tree locked = each.at("securityContext");
      assertThat(locked.at("allowPrivilegeEscalation").value()).isEqualTo(false);
      assertThat(locked.at("readOnlyRootFilesystem").value()).isEqualTo(true);
      assertThat(locked.at("capabilities", "drop").texts()).containsExactly("ALL");
    }
  }

  /**
   * What an overlay stands for. With {@code -Dkustomized=FOLDER} it is what kustomize itself has
   * made of it there, as {@code etc/scripts/verify-deploy kubernetes} does.
   */
  private static List<Tree> objects(Path overlay) {
    String kustomized = System.getProperty("kustomized", "");
    if (kustomized.isEmpty()) {
      return Kustomization.render(overlay);
    }
    return Kustomization.made(Path.of(kustomized, overlay.getFileName() + ".yaml"));
  }

  /** What the Dockerfile says. */
  private static String ofImage(String pattern) throws IOException {
    Matcher found = Pattern.compile(pattern).matcher(Files.readString(Path.of("Dockerfile")));
    assertThat(found.find()).as(pattern).isTrue();
    return found.group(1);
  }

  private static Path overlay(String name) {
    return FOLDER.resolve("overlays").resolve(name);
  }

  private static List<Tree> all(List<Tree> objects, String kind) {
    return objects.stream().filter(object -> object.at("kind").text().equals(kind)).toList();
  }

  private static Tree only(List<Tree> objects, String kind) {
    assertThat(all(objects, kind)).as(kind).hasSize(1);
    return all(objects, kind).getFirst();
  }

  private static void named(List<Tree> objects, String kind, Tree name) {
    if (name.isThere()) {
      assertThat(only(objects, kind).at("metadata", "name")).isEqualTo(name);
    }
  }

  private static Tree pod(Tree deployment) {
    return deployment.at("spec", "template", "spec");
  }

  private static Tree container(List<Tree> objects) {
    return pod(only(objects, "Deployment")).at("containers").named("rollout-server");
  }

  private static Tree initContainer(List<Tree> objects) {
    return pod(only(objects, "Deployment")).at("initContainers").named("preload");
  }

  private Path settingFile(List<Tree> objects) throws IOException {
    String text = only(objects, "ConfigMap").at("data", "rollout-server.yaml").text();
    return Files.writeString(temporary.resolve("rollout-server.yaml"), text);
  }

  private Tree settingTree(List<Tree> objects) throws IOException {
    return Tree.read(settingFile(objects)).getFirst();
  }

  /** What the server of the container makes of its file and environment. */
  private Settings settings(List<Tree> objects) throws IOException {
    Map<String, String> environment = new HashMap<>();
    for (Tree variable : container(objects).at("env").elements()) {
      environment.put(variable.at("name").text(), variable.at("value").text());
    }
    // in the container it is mounted
    Path keys = Files.writeString(temporary.resolve("api-keys"), "key\n");
    environment.put("ROLLOUT_SERVER_API_KEY_FILE", keys.toString());
    return Settings.load(
        new SettingSources(Map.of(), environment, Optional.of(settingFile(objects))));
  }

  private static long bytes(String quantity) {
    long unit = quantity.endsWith("Gi") ? 1L << 30 : 1L << 20;
    return Long.parseLong(quantity.substring(0, quantity.length() - 2)) * unit;
  }

  /** The files of a kustomization and of those that it names. */
  private static void use(Path folder, Set<Path> used) throws IOException {
    Path file = folder.resolve("kustomization.yaml");
    used.add(file);
    Tree kustomization = Tree.read(file).getFirst();
    Stream.Builder<String> names = Stream.builder();
    kustomization.at("resources").texts().forEach(names);
    kustomization.at("components").texts().forEach(names);
    kustomization.at("patches").elements().forEach(patch -> names.add(patch.at("path").text()));
    for (Tree generator : kustomization.at("configMapGenerator").elements()) {
      generator.at("files").texts().forEach(names);
    }
    for (String name : names.build().toList()) {
      Path path = folder.resolve(name).normalize();
      if (Files.isDirectory(path)) {
        use(path, used);
      } else {
        used.add(path);
      }
    }
  }
}
