package dev.rolloutserver.hub;

import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.hub.HubException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Brings the tokenizer files of one commit from the hub into the cache. */
final class Download {
  private static final int MAX_ATTEMPTS = 5;
  private static final List<String> OPTIONAL =
      List.of(ModelFolder.CONFIG, ModelFolder.SPECIAL, ChatTemplates.FILE);

  private final ModelReference reference;
  private final RemoteRepository remote;
  private final CachedRepository cache;
  private final BlobLocks locks;
  private final long maxBytes;
  private final Deadline deadline;

  Download(
      ModelReference reference,
      RemoteRepository remote,
      CachedRepository cache,
      BlobLocks locks,
      long maxBytes,
      Deadline deadline) {
    this.reference = reference;
    this.remote = remote;
    this.cache = cache;
    this.locks = locks;
    this.maxBytes = maxBytes;
    this.deadline = deadline;
  }

  /**
   * Fetches what the cache lacks of the files at this revision, which need not be that of the
   * reference; the tokenizer comes last, so that a snapshot with one has the rest too.
   *
   * @return the commit
   */
  String fetch(String revision) {
    RemoteFile tokenizer =
        remote
            .file(revision, ModelFolder.TOKENIZER)
            .orElseThrow(() ->
                new HubException(
                    Kind.NOT_FOUND,
                    "Model "
                        + reference
                        + " is not on the hub, or has no "
                        + ModelFolder.TOKENIZER));
    String commit = tokenizer.commit();
    List<RemoteFile> files = new ArrayList<>();
    List<String> absent = new ArrayList<>();
    for (String path : OPTIONAL) {
      remote.file(commit, path).ifPresentOrElse(files::add, () -> absent.add(path));
    }
    for (String path : remote.templates(commit)) {
      remote.file(commit, path).ifPresent(files::add);
    }
    files.add(tokenizer);
    fetch(commit, files);
    try {
      for (String path : absent) {
        cache.rememberAbsence(commit, path);
      }
      cache.rememberCommit(commit);
    } catch (IOException e) {
      throw unwritable(e);
    }
    return commit;
  }

  private void fetch(String commit, List<RemoteFile> files) {
    long total = files.stream().mapToLong(file -> Math.max(0, file.size())).sum();
    if (total > maxBytes) {
      throw tooLarge();
    }
    Progress progress = Progress.begin(reference, commit, files.size(), total);
    long done = 0;
    for (RemoteFile file : files) {
      done += fetch(commit, file, done, progress);
    }
    progress.end(done);
  }

  /** Fetches a file; returns its length. */
  private long fetch(String commit, RemoteFile file, long done, Progress progress) {
    Path blob = cache.blob(file.etag());
    try (BlobLocks.Held held = locks.acquire(cache.lock(file.etag()), deadline)) {
      if (held == null) {
        throw remote.unfetched("another download of it did not end in time", null);
      }
      if (!Files.exists(blob)) {
        Files.createDirectories(cache.blob("").toAbsolutePath());
        PartialFile part = new PartialFile(cache.partial(file.etag()));
        receive(file, part, done, progress);
        part.become(blob);
      }
      cache.link(commit, file.path(), file.etag());
      long length = Files.size(blob);
      progress.at(done + length);
      return length;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw remote.unfetched("it was interrupted", e);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private void receive(RemoteFile file, PartialFile part, long done, Progress progress)
      throws IOException {
    boolean sized = file.size() != RemoteFile.UNKNOWN;
    long maxLength = sized ? file.size() : maxBytes - done;
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      if (!sized || part.length() > file.size()) {
        part.delete();
      }
      if (sized && part.length() == file.size() && (attempt > 0 || file.size() > 0)) {
        return;
      }
      Receipt receipt =
          remote.receive(
              file, part, part.length(), maxLength, length -> progress.at(done + length));
      switch (receipt) {
        case Receipt.Ended _ when !sized || part.length() == file.size() -> {
          return;
        }
        case Receipt.Ended _, Receipt.Cut _ -> {
          // goes on where it ended
        }
        case Receipt.WrongPart _ -> part.delete();
        case Receipt.Changed _ ->
            throw remote.unfetched("a file changed while it was downloaded", null);
        case Receipt.Overlong _ when sized ->
            throw remote.unfetched("a file is longer than the hub announced", null);
        case Receipt.Overlong _ -> throw tooLarge();
        case Receipt.Unwritable(IOException cause) -> throw cause;
        case Receipt.Refused(HubAnswer answer) -> throw remote.refused(answer);
      }
    }
    throw remote.unfetched("the connection broke " + MAX_ATTEMPTS + " times", null);
  }

  private HubException tooLarge() {
    return new HubException(
        Kind.TOO_LARGE,
        "Model " + reference + ": its tokenizer files are larger than " + maxBytes + " bytes");
  }

  private HubException unwritable(IOException cause) {
    return new HubException(
        Kind.CACHE, "Model " + reference + ": the cache of models cannot be written", cause);
  }
}
