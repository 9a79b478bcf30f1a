package dev.rolloutserver.deployment;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The fields that Kubernetes knows, by the classes that its own client generates from them. */
final class ObjectFields {
  private static final Map<String, Set<String>> KINDS =
      Map.of(
          "v1",
          Set.of("Namespace", "ServiceAccount", "ConfigMap", "Service", "PersistentVolumeClaim"),
          "apps/v1",
          Set.of("Deployment"),
          "policy/v1",
          Set.of("PodDisruptionBudget"),
          "networking.k8s.io/v1",
          Set.of("NetworkPolicy"),
          "autoscaling/v2",
          Set.of("HorizontalPodAutoscaler"));

  /** Of the Prometheus operator, whose definitions are in no library: the members that are used. */
  private static final Map<String, Set<String>> OF_MONITORS =
      Map.of(
          "spec", Set.of("selector", "endpoints"),
          "selector", Set.of("matchLabels"),
          "endpoints", Set.of("port", "path", "interval", "authorization"),
          "authorization", Set.of("type", "credentials"),
          "credentials", Set.of("name", "key"));

  private static final Set<String> QUANTITIES = Set.of("cpu", "memory", "storage", "sizeLimit");
  private static final Pattern QUANTITY =
      Pattern.compile("[0-9]+(\\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?");

  private ObjectFields() {}

  /** What is wrong with an object: fields that are unknown, missing or of another shape. */
  static List<String> mistakes(Tree object) {
    String version = object.at("apiVersion").text();
    String kind = object.at("kind").text();
    List<String> found = new ArrayList<>();
    if (kind.equals("ServiceMonitor") && version.equals("monitoring.coreos.com/v1")) {
      monitor("spec", object.at("spec"), found);
    } else if (!KINDS.getOrDefault(version, Set.of()).contains(kind)) {
      found.add(kind + " is no kind of " + version);
    } else {
      found.addAll(unknown(version.substring(version.indexOf('/') + 1), kind, object));
    }
    quantities("", object, found);
    return found;
  }

  private static List<String> unknown(String version, String kind, Tree object) {
    String name = "io.kubernetes.client.openapi.models." + version.toUpperCase(Locale.ROOT) + kind;
    try {
      // by name: javac would ask for annotations of libraries that are left out
      Class.forName(name)
          .getMethod("validateJsonElement", JsonElement.class)
          .invoke(null, new Gson().toJsonTree(object.value()));
      return List.of();
    } catch (InvocationTargetException e) {
      return List.of(String.valueOf(e.getCause().getMessage()));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void monitor(String name, Tree value, List<String> found) {
    if (!value.elements().isEmpty()) {
      value.elements().forEach(element -> monitor(name, element, found));
    } else if (OF_MONITORS.containsKey(name)) {
      value
          .members()
          .forEach((member, deeper) -> {
            if (!OF_MONITORS.get(name).contains(member)) {
              found.add(member + " is no member of " + name);
            }
            monitor(member, deeper, found);
          });
    }
  }

  private static void quantities(String name, Tree value, List<String> found) {
    value.elements().forEach(element -> quantities(name, element, found));
    value.members().forEach((member, deeper) -> quantities(member, deeper, found));
    boolean scalar = value.elements().isEmpty() && value.members().isEmpty();
    if (QUANTITIES.contains(name) && scalar && !QUANTITY.matcher(value.text()).matches()) {
      found.add(name + " is " + value.text());
    }
  }
}
