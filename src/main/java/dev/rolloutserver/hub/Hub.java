package dev.rolloutserver.hub;

import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.hub.HubException.Kind;
import dev.rolloutserver.outbound.OutboundHttp;
import java.io.File;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tokenizer files of models: in the local folder, then in the cache that {@code
 * huggingface_hub} keeps, then on the hub, whose files go into that cache. What is cached is
 * preferred: a branch means the commit it meant when it was downloaded, and no load asks the hub
 * whether it has moved. Safe for use by many threads.
 */
public final class Hub {
  private static final System.Logger LOGGER = System.getLogger(Hub.class.getName());

  /** How long a snapshot that can be used as it is waits for what it may lack. */
  private static final Duration COMPLETION_TIMEOUT = Duration.ofSeconds(10);

  private final HubSettings settings;
  private final OutboundHttp http;
  private final BlobLocks locks = new BlobLocks();

  /** A finder with these settings; the client's cap must be at least the download limit. */
  public Hub(HubSettings settings, OutboundHttp http) {
    this.settings = settings;
    this.http = http;
  }

  /**
   * The files of a model.
   *
   * @param name {@code organization/name}, {@code name}, or an absolute path into the local folder
   * @param revision branch, tag or commit, null for the main branch; a model of the local folder
   *     has only the one that is there
   * @throws HubException if they cannot be had, or not within the deadline
   */
  public ModelFiles find(String name, @Nullable String revision, Deadline deadline) {
    ModelFiles files = read(name, revision, deadline);
    Object code = files.config().get("auto_map");
    boolean declaresCode = code != null && !Map.of().equals(code);
    if (declaresCode && !settings.trustRemoteCode()) {
      throw new HubException(
          Kind.REMOTE_CODE,
          "Model "
              + files
              + " declares code of its own (auto_map in tokenizer_config.json), which is not"
              + " trusted");
    }
    return files;
  }

  /** The models that can be had without a download, in the order of their names. */
  public List<TokenizerName> cached() {
    Stream<String> local = settings.localFolder().stream().flatMap(ModelNames::below);
    Stream<String> cached = ModelNames.cached(settings.cacheFolder());
    return Stream.concat(
            local.filter(name -> local(name).isPresent()), cached.filter(this::isCached))
        .distinct()
        .sorted()
        .map(name -> new TokenizerName(name, null))
        .toList();
  }

  private boolean isCached(String name) {
    CachedRepository cache =
        new CachedRepository(settings.cacheFolder(), ModelReference.of(name, null));
    return cache
        .commit()
        .filter(commit -> snapshot(cache, commit).hasTokenizer() && isComplete(cache, commit))
        .isPresent();
  }

  private ModelFiles read(String name, @Nullable String revision, Deadline deadline) {
    if (isAbsolute(name)) {
      return local(name).orElseThrow(() -> LocalFolder.outside(name)).read(name, ModelFiles.LOCAL);
    }
    ModelReference reference = ModelReference.of(name, revision);
    Optional<ModelFolder> local = local(name);
    if (local.isPresent()) {
      return local.get().read(name, ModelFiles.LOCAL);
    }
    return snapshot(reference, deadline);
  }

  private Optional<ModelFolder> local(String name) {
    return settings
        .localFolder()
        .flatMap(folder -> new LocalFolder(folder, settings.maxDownloadBytes()).find(name));
  }

  private ModelFiles snapshot(ModelReference reference, Deadline deadline) {
    CachedRepository cache = new CachedRepository(settings.cacheFolder(), reference);
    Optional<String> commit = cache.commit().filter(c -> snapshot(cache, c).hasTokenizer());
    if (commit.isPresent() && (settings.offline() || isComplete(cache, commit.get()))) {
      return snapshot(cache, commit.get()).read(reference.name(), commit.get());
    }
    if (settings.offline()) {
      throw new HubException(
          Kind.OFFLINE, "Model " + reference + " is not in the cache, and downloading is off");
    }
    String fetched = fetch(reference, cache, commit, deadline);
    return snapshot(cache, fetched).read(reference.name(), fetched);
  }

  /** Downloads a model, or what a snapshot of it may lack. */
  private String fetch(
      ModelReference reference,
      CachedRepository cache,
      Optional<String> cached,
      Deadline deadline) {
    if (cached.isEmpty()) {
      return download(reference, cache, sooner(deadline, settings.downloadTimeout()))
          .fetch(reference.revision());
    }
    try {
      return download(reference, cache, sooner(deadline, COMPLETION_TIMEOUT)).fetch(cached.get());
    } catch (HubException e) {
      LOGGER.log(
          Level.WARNING, "Model " + reference + " is used as far as it is cached: " + e.detail());
      return cached.get();
    }
  }

  private Download download(ModelReference reference, CachedRepository cache, Deadline deadline) {
    return new Download(
        reference,
        new RemoteRepository(settings, http, reference, deadline),
        cache,
        locks,
        settings.maxDownloadBytes(),
        deadline);
  }

  private static Deadline sooner(Deadline deadline, Duration timeout) {
    return deadline.remaining().compareTo(timeout) < 0 ? deadline : Deadline.after(timeout);
  }

  /** Whether a snapshot, perhaps one that Python began, tells what the model's template is. */
  private boolean isComplete(CachedRepository cache, String commit) {
    ModelFolder folder = snapshot(cache, commit);
    boolean hasConfig = folder.has(ModelFolder.CONFIG);
    return (hasConfig || cache.lacks(commit, ModelFolder.CONFIG))
        && (folder.has(ChatTemplates.FILE)
            || cache.lacks(commit, ChatTemplates.FILE)
            || ChatTemplates.in(folder.object(ModelFolder.CONFIG)));
  }

  private ModelFolder snapshot(CachedRepository cache, String commit) {
    return cache.snapshot(commit, settings.maxDownloadBytes());
  }

  private static boolean isAbsolute(String name) {
    return new File(name).isAbsolute();
  }
}
