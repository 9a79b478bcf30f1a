package dev.rolloutserver.hub;

import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.hub.HubException.Kind;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonException;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.outbound.OutboundException;
import dev.rolloutserver.outbound.OutboundHttp;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One model on the hub, asked as {@code huggingface_hub} asks. */
final class RemoteRepository {
  private static final JsonLimits LISTING = new JsonLimits(1 << 20, 20, 100, 10_000);
  private static final Pattern TEMPLATE_FILE =
      Pattern.compile("[!-~&&[^./\\\\]][ -~&&[^/\\\\]]{0,200}");
  private static final Set<Integer> KNOWS_NO_HEAD = Set.of(405, 501);
  private static final Set<String> LACKS_REPOSITORY = Set.of("RepoNotFound", "RevisionNotFound");

  private final HubHttp http;
  private final String endpoint;
  private final ModelReference reference;
  private final Deadline deadline;

  RemoteRepository(
      HubSettings settings, OutboundHttp http, ModelReference reference, Deadline deadline) {
    this.http = new HubHttp(http, settings.endpoint(), settings.token());
    this.endpoint = settings.endpoint().toString().replaceFirst("/+$", "");
    this.reference = reference;
    this.deadline = deadline;
  }

  /** The file at a revision; empty where there is none. */
  Optional<RemoteFile> file(String revision, String path) {
    HubAnswer answer = describe("HEAD", revision, path);
    if (KNOWS_NO_HEAD.contains(answer.status())) {
      answer = describe("GET", revision, path);
    }
    boolean lacksRepository =
        LACKS_REPOSITORY.contains(answer.headers().getOrDefault("x-error-code", ""));
    if (answer.status() == 404 && !lacksRepository) {
      return Optional.empty();
    }
    if (answer.status() >= 400) {
      throw refused(answer);
    }
    String commit = nameOf("commit", answer.header("x-repo-commit"));
    return Optional.of(new RemoteFile(path, commit, nameOf("ETag", answer.etag()), answer.size()));
  }

  /** Paths of the named chat templates of a commit. */
  List<String> templates(String commit) {
    String path =
        String.join("/", "api/models", reference.name(), "tree", commit, ChatTemplates.FOLDER);
    URI uri = URI.create(endpoint + "/" + path + "?recursive=False&expand=False");
    Listing listing =
        exchange(
            "GET",
            uri,
            Map.of(),
            (answer, body) ->
                new Listing(
                    answer,
                    answer.status() == 200
                        ? body.readNBytes(LISTING.maxBytes() + 1)
                        : new byte[0]));
    int status = listing.answer().status();
    if (status == 429 || status >= 500) {
      throw refused(listing.answer());
    }
    // a commit without the folder, or a mirror without this interface
    return status == 200 ? templateFiles(listing.content()) : List.of();
  }

  /**
   * Appends what the part lacks of the file.
   *
   * @param offset length of the part
   * @param maxLength of the file
   * @param grown hears the new length now and then
   */
  Receipt receive(
      RemoteFile file, PartialFile part, long offset, long maxLength, LongConsumer grown) {
    Map<String, String> range = offset == 0 ? Map.of() : Map.of("Range", "bytes=" + offset + "-");
    HubAnswer.Reader<Receipt> reader =
        (answer, body) -> {
          boolean changed = answer.describesFile() && !file.etag().equals(answer.etag());
          return switch (answer.status()) {
            case 200, 206 -> {
              if (changed) {
                yield new Receipt.Changed();
              }
              yield answer.offset() == offset
                  ? part.append(body, maxLength, grown)
                  : new Receipt.WrongPart();
            }
            case 416 -> new Receipt.WrongPart();
            default -> new Receipt.Refused(answer);
          };
        };
    try {
      return http.exchange("GET", resolve(file.commit(), file.path()), range, deadline, reader);
    } catch (OutboundException e) {
      if (e.kind() == OutboundException.Kind.BROKEN) {
        return new Receipt.Cut(e);
      }
      throw failure(e);
    } catch (IOException e) {
      throw unfetched(e.getMessage(), e);
    }
  }

  /** The refusal as an exception. */
  HubException refused(HubAnswer answer) {
    int status = answer.status();
    if (answer.fromHub() && (status == 401 || status == 403)) {
      return new HubException(
          Kind.FORBIDDEN,
          "Model "
              + reference
              + " is private, gated or absent: the hub answered "
              + status
              + ", the token lacks access or there is none");
    }
    if (answer.fromHub() && status == 404) {
      return new HubException(
          Kind.NOT_FOUND, "Model " + reference + " is not on the hub, which answered 404");
    }
    return unfetched("the hub answered " + status, null);
  }

  /** A failure that may pass. */
  HubException unfetched(@Nullable String reason, @Nullable Throwable cause) {
    return new HubException(
        Kind.NETWORK, "Model " + reference + " cannot be downloaded: " + reason, cause);
  }

  private HubAnswer describe(String method, String revision, String path) {
    return exchange(method, resolve(revision, path), Map.of(), (answer, _) -> answer);
  }

  private <T> T exchange(
      String method, URI uri, Map<String, String> headers, HubAnswer.Reader<T> reader) {
    try {
      return http.exchange(method, uri, headers, deadline, reader);
    } catch (OutboundException e) {
      throw failure(e);
    } catch (IOException e) {
      throw unfetched(e.getMessage(), e);
    }
  }

  private HubException failure(OutboundException e) {
    return switch (e.kind()) {
      case CONNECT, CONNECT_TIMEOUT, UNTRUSTED, FORBIDDEN ->
          unfetched("the hub cannot be reached", e);
      case FIRST_BYTE_TIMEOUT, TIMEOUT -> unfetched("the hub did not answer in time", e);
      case BROKEN, CANCELLED -> unfetched("the hub broke the exchange", e);
      case TOO_LARGE ->
          new HubException(Kind.TOO_LARGE, "Model " + reference + " is larger than the limit", e);
    };
  }

  private URI resolve(String revision, String path) {
    String file =
        Arrays.stream(path.split("/", -1))
            .map(RemoteRepository::encode)
            .collect(Collectors.joining("/"));
    return URI.create(
        String.join("/", endpoint, reference.name(), "resolve", encode(revision), file));
  }

  private String nameOf(String thing, @Nullable String value) {
    if (value == null || !CachedRepository.isPart(value)) {
      throw unfetched("the hub told no usable " + thing + " of a file", null);
    }
    return value;
  }

  private List<String> templateFiles(byte[] listing) {
    List<String> paths = new ArrayList<>();
    String folder = ChatTemplates.FOLDER + "/";
    try {
      if (!(Json.read(listing, LISTING) instanceof List<?> entries)) {
        throw unfetched("the hub's list of chat templates is none", null);
      }
      for (Object entry : entries) {
        if (entry instanceof Map<?, ?> file
            && file.get("path") instanceof String path
            && path.startsWith(folder)
            && path.endsWith(ChatTemplates.SUFFIX)
            && TEMPLATE_FILE.matcher(path.substring(folder.length())).matches()) {
          paths.add(path);
        }
      }
    } catch (JsonException e) {
      throw unfetched("the hub's list of chat templates is no JSON", e);
    }
    return paths;
  }

  private static String encode(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @SuppressWarnings("ArrayRecordComponent") // bytes that are read once, never compared
  private record Listing(HubAnswer answer, byte[] content) {}
}
