package dev.rolloutserver.tools;

import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Cancellation.Registration;
import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.outbound.OutboundHttp;
import dev.rolloutserver.outbound.OutboundRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** One request to a tool server, and its answer as a body handler of the JDK wants it. */
final class ToolServerExchange<T> {
  /** Longer than any rollout: who wants less ends it. */
  private static final Duration STREAM = Duration.ofDays(2);

  private static final int PIECE = 16 * 1024;

  private final HttpRequest request;
  private final BodyHandler<T> handler;
  private final CompletableFuture<HttpResponse<T>> answer;
  private final Cancellation cancellation;

  ToolServerExchange(
      HttpRequest request,
      BodyHandler<T> handler,
      CompletableFuture<HttpResponse<T>> answer,
      Cancellation cancellation) {
    this.request = request;
    this.handler = handler;
    this.answer = answer;
    this.cancellation = cancellation;
  }

  /** Runs it in this thread; the answer is there when its reader has what it wants of the body. */
  void run(OutboundHttp http) {
    Map<String, String> headers =
        request.headers().map().entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, header -> String.join(", ", header.getValue())));
    byte @Nullable [] body = request.bodyPublisher().map(ToolServerExchange::bytes).orElse(null);
    http.exchange(
        new OutboundRequest(request.method(), request.uri(), headers, body),
        Deadline.after(STREAM),
        cancellation,
        (status, answered, stream) -> {
          Head head = new Head(status, HttpHeaders.of(lists(answered), (_, _) -> true));
          BodySubscriber<T> subscriber = handler.apply(head);
          subscriber
              .getBody()
              .whenComplete((made, failure) -> {
                if (failure == null) {
                  answer.complete(new Answer<>(request, head, made));
                } else {
                  answer.completeExceptionally(failure);
                }
              });
          pass(stream, subscriber);
          return status;
        });
  }

  private void pass(InputStream body, BodySubscriber<T> subscriber) throws IOException {
    Demand demand = new Demand(cancellation);
    try (Registration _ = cancellation.onCancel(demand::wake)) {
      subscriber.onSubscribe(demand);
      while (demand.await()) {
        byte[] piece = new byte[PIECE];
        int read = body.read(piece);
        if (read < 0) {
          subscriber.onComplete();
          return;
        }
        subscriber.onNext(List.of(ByteBuffer.wrap(piece, 0, read).asReadOnlyBuffer()));
      }
      throw new IOException("the answer was not waited for");
    } catch (IOException | RuntimeException e) {
      subscriber.onError(e);
      throw e;
    }
  }

  /** How many pieces the reader of the answer wants; it may also want no more at all. */
  private static final class Demand implements Flow.Subscription {
    private final Cancellation cancellation;
    private long wanted;

    private Demand(Cancellation cancellation) {
      this.cancellation = cancellation;
    }

    @Override
    public synchronized void request(long pieces) {
      wanted = Math.max(wanted, wanted + pieces);
      notifyAll();
    }

    @Override
    public void cancel() {
      cancellation.cancel();
    }

    private synchronized void wake() {
      notifyAll();
    }

    /** Waits until a piece is wanted; false where none is any more. */
    private boolean await() throws IOException {
      synchronized (this) {
        try {
          while (wanted == 0 && !cancellation.cancelled()) {
            wait();
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IOException("the answer was not waited for", e);
        }
        wanted--;
      }
      return !cancellation.cancelled();
    }
  }

  private record Head(int statusCode, HttpHeaders headers) implements ResponseInfo {
    @Override
    public Version version() {
      return Version.HTTP_1_1;
    }
  }

  private record Answer<T>(HttpRequest request, Head head, T body) implements HttpResponse<T> {
    @Override
    public int statusCode() {
      return head.statusCode();
    }

    @Override
    public Optional<HttpResponse<T>> previousResponse() {
      return Optional.empty();
    }

    @Override
    public HttpHeaders headers() {
      return head.headers();
    }

    @Override
    public Optional<SSLSession> sslSession() {
      return Optional.empty();
    }

    @Override
    public URI uri() {
      return request.uri();
    }

    @Override
    public Version version() {
      return Version.HTTP_1_1;
    }
  }

  private static Map<String, List<String>> lists(Map<String, String> headers) {
    Map<String, List<String>> lists = new TreeMap<>();
    headers.forEach((name, value) -> lists.put(name, List.of(value)));
    return lists;
  }

  /** The whole of a body, which is there already: the transports send texts. */
  private static byte[] bytes(BodyPublisher publisher) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    publisher.subscribe(
        new Flow.Subscriber<>() {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
          }

          @Override
          public void onNext(ByteBuffer piece) {
            byte[] next = new byte[piece.remaining()];
            piece.get(next);
            bytes.writeBytes(next);
          }

          @Override
          public void onError(Throwable failure) {
            throw new IllegalStateException("a body of texts cannot fail", failure);
          }

          @Override
          public void onComplete() {}
        });
    return bytes.toByteArray();
  }
}
