package dev.rolloutserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script mvnw on a machine that is laid out for it, with a Maven that only says its name. */
class MavenWrapperTest {
  private static final String VERSION = version();

  @TempDir private Path machine;
  private Path script;

  @BeforeEach
  void layOut() throws IOException, InterruptedException {
    script = machine.resolve("project/mvnw");
    Files.createDirectories(script.getParent());
    Files.copy(Path.of("mvnw"), script);
    jdk("jdk-25", "25.0.1");
    for (String tool :
        new String[] {
          "sh",
          "sed",
          "awk",
          "dirname",
          "readlink",
          "mkdir",
          "mktemp",
          "rm",
          "mv",
          "tar",
          "gzip",
          "cut",
          "curl",
          "sha512sum"
        }) {
      program("tools/" + tool, "#!/bin/sh\nexec " + find(tool) + " \"$@\"\n");
    }
    program(
        "archive/apache-maven-" + VERSION + "/bin/mvn",
        "#!/bin/sh\necho \"downloaded $JAVA_HOME $*\"\n");
    Path packed = machine.resolve("archive/" + VERSION + "/binaries");
    Files.createDirectories(packed);
    Process tar =
        new ProcessBuilder(
                "tar",
                "-czf",
                packed.resolve("apache-maven-" + VERSION + "-bin.tar.gz").toString(),
                "apache-maven-" + VERSION)
            .directory(machine.resolve("archive").toFile())
            .start();
    assertThat(tar.waitFor()).isZero();
  }

  @Test
  void mavenOnThePath_recentEnough_isUsed() throws Exception {
    mavenOnThePath("3.8.7");

    assertThat(run("verify", "-q")).isEqualTo(new Result(0, "on path " + jdkHome() + " verify -q"));
  }

  @Test
  void stay_isTheDemosOption_forMavenAProperty() throws Exception {
    mavenOnThePath("3.8.7");

    assertThat(run("-Pdemo", "--stay", "-o").output()).endsWith(" -Pdemo -Ddemo.stay -o");
  }

  @Test
  void mavenOnThePath_tooOld_isPassedOver() throws Exception {
    mavenOnThePath("3.8.6");
    pin(sha512());

    assertThat(run("verify").output()).endsWith("downloaded " + jdkHome() + " verify");
  }

  @Test
  void noMaven_rightChecksum_isDownloadedOnce() throws Exception {
    pin(sha512());

    assertThat(run("verify"))
        .isEqualTo(
            new Result(
                0, "mvnw: downloading Maven " + VERSION + "\ndownloaded " + jdkHome() + " verify"));
    assertThat(run("verify")).isEqualTo(new Result(0, "downloaded " + jdkHome() + " verify"));
  }

  @Test
  void noMaven_wrongChecksum_isRefusedAndLeavesNothing() throws Exception {
    Result result = run("verify");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output())
        .containsPattern("mvnw: the SHA-512 of file://.* is not the pinned one$");
    assertThat(machine.resolve("home/.m2/wrapper/dists")).isEmptyDirectory();
  }

  @Test
  void noJdk_isOneSentence() throws Exception {
    edit("java_min=25", "java_min=99");

    assertThat(run("verify"))
        .isEqualTo(
            new Result(
                1,
                "mvnw: install a JDK 99 or newer (for example Eclipse Temurin),"
                    + " or point JAVA_HOME to one"));
  }

  @Test
  void javaHome_tooOld_isPassedOver() throws Exception {
    mavenOnThePath("3.9.0");
    jdk("jdk-17", "17.0.2");
    edit("java_min=25", "java_min=98");
    jdk("home/.jdks/newest", "98");

    assertThat(run("x")).isEqualTo(new Result(0, "on path " + machine + "/home/.jdks/newest x"));
  }

  private record Result(int exitCode, String output) {}

  private Result run(String... arguments) throws IOException, InterruptedException {
    String[] command = new String[arguments.length + 1];
    command[0] = script.toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of(
                "PATH", machine.resolve("tools").toString(),
                "HOME", machine.resolve("home").toString(),
                "JAVA_HOME", jdkHome(),
                "MVNW_REPOURL", "file://" + machine.resolve("archive")));
    Process process = builder.start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return new Result(process.waitFor(), output);
  }

  private String jdkHome() {
    return machine.resolve("jdk-25").toString();
  }

  private void jdk(String folder, String version) throws IOException {
    program(folder + "/bin/java", "#!/bin/sh\n");
    program(folder + "/bin/javac", "#!/bin/sh\n");
    Files.writeString(machine.resolve(folder + "/release"), "JAVA_VERSION=\"" + version + "\"\n");
  }

  private void mavenOnThePath(String version) throws IOException {
    program(
        "tools/mvn",
        """
        #!/bin/sh
        if [ "$1" = --version ]; then echo 'Apache Maven %s'; else echo "on path $JAVA_HOME $*"; fi
        """
            .formatted(version));
  }

  private void program(String path, String text) throws IOException {
    Path file = machine.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private void pin(String sha512) throws IOException {
    Files.writeString(
        script,
        Files.readString(script).replaceFirst("maven_sha512=\\w+", "maven_sha512=" + sha512));
  }

  private void edit(String from, String to) throws IOException {
    String text = Files.readString(script);
    assertThat(text).contains(from);
    Files.writeString(script, text.replace(from, to));
  }

  private String sha512() throws IOException, NoSuchAlgorithmException {
    Path archive =
        machine.resolve("archive/" + VERSION + "/binaries/apache-maven-" + VERSION + "-bin.tar.gz");
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(archive)));
  }

  private static Path find(String tool) {
    return Pattern.compile(":")
        .splitAsStream(System.getenv("PATH"))
        .map(folder -> Path.of(folder, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(tool + " is not on the PATH"));
  }

  private static String version() {
    try {
      var matcher =
          Pattern.compile("(?m)^maven_version=(\\S+)$").matcher(Files.readString(Path.of("mvnw")));
      assertThat(matcher.find()).isTrue();
      return matcher.group(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
