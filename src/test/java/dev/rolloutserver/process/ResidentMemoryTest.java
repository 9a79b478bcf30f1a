package dev.rolloutserver.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResidentMemoryTest {
  @TempDir private Path folder;

  @Test
  void status_withItsLine_isBytes() throws IOException {
    assertThat(ResidentMemory.read(status("Name:\tjava\nVmRSS:\t  155528 kB\nThreads:\t3\n")))
        .hasValue(155528L * 1024);
  }

  @Test
  void status_ofAThreadOfTheKernel_isNothing() throws IOException {
    assertThat(ResidentMemory.read(status("Name:\tkthreadd\nThreads:\t1\n"))).isEmpty();
  }

  @Test
  void status_thatCannotBeRead_isNothing() {
    assertThat(ResidentMemory.read(folder.resolve("absent"))).isEmpty();
  }

  @Test
  void thisProcess_byItsIdToo_hasMemoryWherePlatformTells() {
    boolean told = Files.exists(Path.of("/proc/self/status"));

    assertThat(ResidentMemory.ofThisProcess().isPresent()).isEqualTo(told);
    assertThat(ResidentMemory.of(ProcessHandle.current().pid()).isPresent()).isEqualTo(told);
  }

  private Path status(String text) throws IOException {
    return Files.writeString(folder.resolve("status"), text);
  }
}
