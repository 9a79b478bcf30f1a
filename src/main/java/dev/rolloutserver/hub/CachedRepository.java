package dev.rolloutserver.hub;

import dev.rolloutserver.hub.HubException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * One model in the cache that {@code huggingface_hub} keeps: {@code blobs} named by ETag, {@code
 * snapshots/<commit>} with links to them, {@code refs/<revision>} with the commit, {@code
 * .no_exist/<commit>} for files that a commit lacks.
 */
final class CachedRepository {
  /** What may become a single part of a path. */
  private static final Pattern PART = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,199}");

  private final Path cache;
  private final Path folder;
  private final ModelReference reference;

  CachedRepository(Path cache, ModelReference reference) {
    this.cache = cache;
    this.folder = cache.resolve(folderName(reference));
    this.reference = reference;
  }

  /** The commit that the revision meant when it was last downloaded. */
  Optional<String> commit() {
    if (reference.pinned()) {
      return Optional.of(reference.revision());
    }
    try {
      String commit = Files.readString(ref(), StandardCharsets.UTF_8).strip();
      return Optional.of(commit).filter(CachedRepository::isPart);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new HubException(
          Kind.CACHE, "Model " + reference + ": the cache of models cannot be read", e);
    }
  }

  /** The files of a commit. */
  ModelFolder snapshot(String commit, long maxBytes) {
    return new ModelFolder(pointer(commit, ""), reference.toString(), maxBytes);
  }

  /** Whether it is known that the commit lacks the file. */
  boolean lacks(String commit, String file) {
    return Files.exists(absence(commit, file));
  }

  /** Remembers that the commit lacks the file. */
  void rememberAbsence(String commit, String file) throws IOException {
    Path marker = absence(commit, file);
    Files.createDirectories(parent(marker));
    try {
      Files.createFile(marker);
    } catch (FileAlreadyExistsException e) {
      // another process remembered it too
    }
  }

  Path blob(String etag) {
    return folder.resolve("blobs").resolve(etag);
  }

  /**
   * Where a download grows. Not the {@code .incomplete} file of {@code huggingface_hub}: its {@code
   * flock} and Java's locks do not see each other, and two writers would spoil it.
   */
  Path partial(String etag) {
    return folder.resolve("blobs").resolve(etag + ".rollout.incomplete");
  }

  Path lock(String etag) {
    return cache.resolve(".locks").resolve(folderName(reference)).resolve(etag + ".lock");
  }

  /** Puts a blob into the snapshot of a commit. */
  void link(String commit, String file, String etag) throws IOException {
    Path pointer = pointer(commit, file);
    if (Files.exists(pointer)) {
      return;
    }
    Files.createDirectories(parent(pointer));
    Path fresh = beside(pointer);
    try {
      Files.createSymbolicLink(fresh, parent(pointer).relativize(blob(etag)));
    } catch (FileSystemException | UnsupportedOperationException e) {
      Files.copy(blob(etag), fresh);
    }
    move(fresh, pointer);
  }

  /** Remembers which commit the revision means. */
  void rememberCommit(String commit) throws IOException {
    if (reference.revision().equals(commit) || commit().filter(commit::equals).isPresent()) {
      return;
    }
    Files.createDirectories(parent(ref()));
    Path fresh = beside(ref());
    Files.writeString(fresh, commit);
    move(fresh, ref());
  }

  static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Whether this, a commit or an ETag of a hub, may become a single part of a path. */
  static boolean isPart(String text) {
    return PART.matcher(text).matches();
  }

  private Path ref() {
    return folder.resolve("refs").resolve(reference.revision());
  }

  private Path pointer(String commit, String file) {
    return folder.resolve("snapshots").resolve(commit).resolve(file);
  }

  private Path absence(String commit, String file) {
    return folder.resolve(".no_exist").resolve(commit).resolve(file);
  }

  private static Path beside(Path path) {
    return path.resolveSibling("." + path.getFileName() + "." + UUID.randomUUID());
  }

  private static Path parent(Path path) {
    return Objects.requireNonNull(path.getParent());
  }

  private static String folderName(ModelReference reference) {
    return "models--" + reference.name().replace("/", "--");
  }
}
