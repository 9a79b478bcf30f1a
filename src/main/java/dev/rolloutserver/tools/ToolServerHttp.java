package dev.rolloutserver.tools;

import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.outbound.OutboundException;
import dev.rolloutserver.outbound.OutboundHttp;
import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client of one session with an MCP server, in the shape that the MCP transports take.
 * What it sends goes through {@link OutboundHttp}, and so only where connections may lead.
 */
final class ToolServerHttp extends HttpClient {
  private final OutboundHttp http;
  private final Set<Cancellation> running = ConcurrentHashMap.newKeySet();

  /** One party for each exchange, and one for the session. */
  private final Phaser exchanges = new Phaser(1);

  private volatile boolean ended;

  ToolServerHttp(OutboundHttp http) {
    this.http = http;
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<T>> answer = sendAsync(request, handler);
    try {
      return answer.get();
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw e;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
    }
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler) {
    CompletableFuture<HttpResponse<T>> answer = new CompletableFuture<>();
    Cancellation cancellation = new Cancellation();
    running.add(cancellation);
    if (ended) {
      cancellation.cancel();
    }
    request.timeout().ifPresent(limit -> answer.orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS));
    // nobody waits any more; an answer that has come may be a stream that goes on, though
    var _ =
        answer.whenComplete((_, failure) -> {
          if (failure != null) {
            cancellation.cancel();
          }
        });
    exchanges.register();
    Thread.ofVirtual()
        .name("tool-server-exchange")
        .start(() -> {
          try {
            new ToolServerExchange<>(request, handler, answer, cancellation).run(http);
          } catch (OutboundException e) {
            answer.completeExceptionally(new IOException("the tool server gave no answer", e));
          } catch (RuntimeException e) {
            answer.completeExceptionally(e);
          } finally {
            running.remove(cancellation);
            exchanges.arriveAndDeregister();
          }
        });
    return answer;
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler, @Nullable PushPromiseHandler<T> pushes) {
    return sendAsync(request, handler);
  }

  /** Ends all exchanges, also those that begin later. */
  @Override
  public void shutdownNow() {
    ended = true;
    running.forEach(Cancellation::cancel);
  }

  /** Waits until all exchanges have ended. */
  @Override
  public boolean awaitTermination(Duration limit) throws InterruptedException {
    int phase = exchanges.arrive();
    try {
      exchanges.awaitAdvanceInterruptibly(phase, limit.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return Optional.empty();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return Optional.empty();
  }

  @Override
  public Redirect followRedirects() {
    return Redirect.NEVER;
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return Optional.empty();
  }

  @Override
  public SSLContext sslContext() {
    throw new UnsupportedOperationException("connections are secured by another");
  }

  @Override
  public SSLParameters sslParameters() {
    throw new UnsupportedOperationException("connections are secured by another");
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return Optional.empty();
  }

  @Override
  public Version version() {
    return Version.HTTP_1_1;
  }

  @Override
  public Optional<Executor> executor() {
    return Optional.empty();
  }
}
