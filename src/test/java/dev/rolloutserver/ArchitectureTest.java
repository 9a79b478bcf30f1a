package dev.rolloutserver;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Holds the code to docs/ARCHITECTURE.md. */
@TestInstance(Lifecycle.PER_CLASS) // reads the classes once
class ArchitectureTest {
  private static final String ROOT = "dev.rolloutserver";
  private static final Path SOURCES = Path.of("src/main/java/dev/rolloutserver");
  private static final String FORBIDDEN_PACKAGES =
      "utils?|commons?|core|impl|helpers?|models?|exceptions?|misc|base|internal";
  private static final String FORBIDDEN_CLASSES = ".*(Impl|Manager|Utils?|Helpers?)";

  private static final Pattern RANK_ROW =
      Pattern.compile("(?m)^\\| (\\d) \\| (root|`([a-z]+)`) \\|");

  /** Types whose instances change, or may hold what changes. */
  private static final Set<String> MUTABLE =
      Set.of(
          "java.util.concurrent.atomic",
          "java.util.concurrent.locks",
          "java.lang.StringBuilder",
          "java.lang.StringBuffer",
          "java.lang.Thread",
          "java.lang.ThreadLocal",
          "java.util.Random");

  private final JavaClasses program =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  private final JavaClasses tests =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void ranks_tableAndPackages_areTheSame() throws IOException {
    Set<String> existing = new TreeSet<>();
    program.forEach(c -> existing.add(sibling(c)));

    assertThat(ranks().keySet()).isEqualTo(existing);
  }

  @Test
  void packages_useOnlyLowerRanks() throws IOException {
    classes().should(useOnlyLowerRanks(ranks())).check(program);
  }

  @Test
  void names_followTheHouseStyle() {
    noClasses()
        .should()
        .resideInAnyPackage(
            Stream.of(FORBIDDEN_PACKAGES.replace("s?", "").split("\\|"))
                .flatMap(name -> Stream.of(".." + name + "..", ".." + name + "s.."))
                .toArray(String[]::new))
        .check(program);
    noClasses().should().haveNameMatching(FORBIDDEN_CLASSES).check(program);
    methods()
        .that(DescribedPredicate.describe("are ours", ArchitectureTest::isNamedByUs))
        .should()
        .haveNameNotMatching("get[A-Z].*")
        .check(program);
  }

  @Test
  void statics_neverChange() {
    fields()
        .that()
        .areStatic()
        .and(DescribedPredicate.describe("are in source", field -> !isSynthetic(field)))
        .should()
        .beFinal()
        .andShould(beOfAnUnchangingType())
        .check(program);
  }

  @Test
  void standardStreams_onlyInCommand() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".command..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(program);
  }

  @Test
  void helidon_isSeenOnlyByItsAdapters() {
    onlyIn("io.helidon.webserver..", "http", "page", "simulation");
    onlyIn("io.helidon.webclient..", "outbound");
    onlyIn("io.helidon.metrics..", "telemetry");
    onlyIn("io.opentelemetry..", "telemetry");
    onlyIn("io.helidon.config..", "configuration");
    onlyIn("org.yaml..", "configuration");
    onlyIn("java.util.logging..", "telemetry");
  }

  /** {@code OpenSpan} says why. */
  @Test
  void spans_areNotTheSdksOwn() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("io.opentelemetry.sdk.trace.SdkTracerProvider")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("io.opentelemetry.api.trace.Tracer")
        .check(program);
  }

  @Test
  void mcpClient_isSeenOnlyByTools() {
    onlyIn("io.modelcontextprotocol..", "tools");
    onlyIn("java.net.http..", "tools");
    noClasses().should().dependOnClassesThat().resideInAPackage("reactor..").check(program);
  }

  @Test
  void jackson_isSeenOnlyByJson() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".json..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("tools.jackson..")
        .check(program);
  }

  @Test
  void packages_areNullMarkedAndExplained() throws IOException {
    assertThat(packages(program.getPackage(ROOT)))
        .filteredOn(p -> !p.getClasses().isEmpty())
        .allSatisfy(p -> assertThat(p.isAnnotatedWith(NullMarked.class)).as(p.getName()).isTrue());
    try (Stream<Path> files = Files.walk(SOURCES)) {
      assertThat(files.filter(file -> file.endsWith("package-info.java")))
          .isNotEmpty()
          .allSatisfy(file -> assertThat(Files.readString(file)).startsWith("/**"));
    }
  }

  @Test
  void tests_areNeverSwitchedOff() {
    noClasses().should().beAnnotatedWith(Disabled.class).check(tests);
    methods().should().notBeAnnotatedWith(Disabled.class).check(tests);
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + ".SharedData")
        .and()
        .doNotHaveFullyQualifiedName(ROOT + ".Browser")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("org.junit.jupiter.api.Assumptions")
        .check(tests);
  }

  @Test
  void statics_thatChange_areRecognized() {
    JavaClass changing = new ClassFileImporter().importClass(ChangingStatics.class);

    assertThat(changing.getFields()).hasSize(4).allMatch(field -> isMutable(field.getRawType()));
  }

  /** What the rule must find. */
  static final class ChangingStatics {
    static final int[] ARRAY = {1};
    static final AtomicLong ATOMIC = new AtomicLong();
    static final ReentrantLock LOCK = new ReentrantLock();
    static final HashMap<String, String> MAP = new HashMap<>();

    private ChangingStatics() {}
  }

  private void onlyIn(String types, String... siblings) {
    String[] allowed =
        Stream.concat(Stream.of(ROOT), Stream.of(siblings).map(s -> ROOT + "." + s + ".."))
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideOutsideOfPackages(allowed)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(types)
        .check(program);
  }

  private static Map<String, Integer> ranks() throws IOException {
    Map<String, Integer> ranks = new TreeMap<>();
    RANK_ROW
        .matcher(Files.readString(Path.of("docs/ARCHITECTURE.md")))
        .results()
        .forEach(row ->
            ranks.put(row.group(3) == null ? "" : row.group(3), Integer.parseInt(row.group(1))));
    return ranks;
  }

  private static ArchCondition<JavaClass> useOnlyLowerRanks(Map<String, Integer> ranks) {
    return new ArchCondition<>("use only packages of a lower rank") {
      @Override
      public void check(JavaClass user, ConditionEvents events) {
        for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
          String from = sibling(user);
          String to = sibling(dependency.getTargetClass().getBaseComponentType());
          boolean allowed =
              !dependency.getTargetClass().getBaseComponentType().getPackageName().startsWith(ROOT)
                  || from.equals(to)
                  || ranks.getOrDefault(to, 99) < ranks.getOrDefault(from, -1);
          if (!allowed) {
            events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
          }
        }
      }
    };
  }

  private static ArchCondition<JavaField> beOfAnUnchangingType() {
    return new ArchCondition<>("be of a type whose instances never change") {
      @Override
      public void check(JavaField field, ConditionEvents events) {
        if (isMutable(field.getRawType())) {
          events.add(SimpleConditionEvent.violated(field, field.getDescription() + " can change"));
        }
      }
    };
  }

  private static boolean isMutable(JavaClass type) {
    boolean concreteCollection =
        !type.isInterface()
            && (type.isAssignableTo(Collection.class) || type.isAssignableTo(Map.class));
    return type.isArray()
        || concreteCollection
        || MUTABLE.contains(type.getName())
        || MUTABLE.contains(type.getPackageName());
  }

  /** The sibling package a class belongs to; empty for the root. */
  private static String sibling(JavaClass c) {
    String rest =
        c.getPackageName().substring(Math.min(ROOT.length(), c.getPackageName().length()));
    return rest.isEmpty() ? "" : rest.substring(1).split("\\.", 2)[0];
  }

  private static List<JavaPackage> packages(JavaPackage root) {
    return Stream.concat(Stream.of(root), root.getSubpackagesInTree().stream()).toList();
  }

  private static boolean isSynthetic(JavaField field) {
    return field.getModifiers().contains(JavaModifier.SYNTHETIC);
  }

  /** Whether the name was ours to choose: not synthetic, not inherited from a library. */
  private static boolean isNamedByUs(JavaMethod method) {
    return !method.getModifiers().contains(JavaModifier.SYNTHETIC)
        && method.getOwner().getAllRawInterfaces().stream()
            .filter(parent -> !parent.getPackageName().startsWith(ROOT))
            .flatMap(parent -> parent.getMethods().stream())
            .noneMatch(inherited -> inherited.getName().equals(method.getName()));
  }
}
