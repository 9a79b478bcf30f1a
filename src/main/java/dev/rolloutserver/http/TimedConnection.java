package dev.rolloutserver.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.ServerConnectionException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * A connection on which a request has to arrive in time: its head, then its body. A caller that is
 * late is told so and cut off, whether it sends nothing or a byte from time to time; so is one that
 * does not take its answer. One that asks nothing more is closed after a while.
 */
final class TimedConnection implements ConnectionContext {
  /** How long the answer to a late caller may keep its thread. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  private enum Phase {
    /** The next request may come at any time. */
    IDLE,
    HEAD,
    BODY,
    /** All has arrived; what is read now is read ahead. */
    ARRIVED
  }

  private final ConnectionContext connection;
  private final Duration headerTimeout;
  private final Duration bodyTimeout;
  private final Duration keepAlive;
  private final TimedWriter writer;
  private final ReadAhead ahead = new ReadAhead(this::read);
  private final DataReader reader = new DataReader(this::next);
  private boolean silent = true;
  private Phase phase = Phase.HEAD;
  private long phaseEnd;
  private @Nullable Thread reading;
  private @Nullable Thread lastWords;
  private boolean idleOver;

  TimedConnection(
      ConnectionContext connection,
      Duration headerTimeout,
      Duration bodyTimeout,
      Duration answerTimeout,
      Duration keepAlive) {
    this.connection = connection;
    this.keepAlive = keepAlive;
    this.writer = new TimedWriter(connection.dataWriter(), answerTimeout);
    this.headerTimeout = headerTimeout;
    this.bodyTimeout = bodyTimeout;
    // a caller connects because it has something to ask
    this.phaseEnd = System.nanoTime() + headerTimeout.toNanos();
  }

  /** The head has arrived. */
  synchronized void headArrived(boolean bodyFollows) {
    phase = bodyFollows ? Phase.BODY : Phase.ARRIVED;
    phaseEnd = System.nanoTime() + bodyTimeout.toNanos();
  }

  /** The whole request has arrived. */
  synchronized void arrived() {
    phase = Phase.ARRIVED;
  }

  /** The request was answered; called by the connection's thread. */
  void answered() {
    boolean begun = reader.available() > 0;
    synchronized (this) {
      phase = Phase.IDLE;
      phaseEnd = System.nanoTime() + keepAlive.toNanos();
      if (begun) {
        begin();
      }
    }
  }

  /** Whether a request is worked on, or on its way with a body. */
  synchronized boolean isBusy() {
    return phase == Phase.BODY || phase == Phase.ARRIVED;
  }

  /** Reads on while the request is worked on; runs this once the caller has gone. */
  void lookAhead(Runnable gone) {
    ahead.begin(gone);
  }

  /** The request was answered: what is being read is the next one. */
  void lookNoMore() {
    ahead.end();
  }

  /** Cuts the caller off if it is late. */
  void check(long now) {
    writer.check(now);
    checkArrival(now);
  }

  private synchronized void checkArrival(long now) {
    if (reading == null || phase == Phase.ARRIVED || now - phaseEnd < 0) {
      return;
    }
    if (phase == Phase.IDLE) {
      idleOver = true;
      reading.interrupt();
    } else if (lastWords == null) {
      lastWords = Thread.ofVirtual().name("late-caller").start(this::tellAndCut);
    } else if (now - phaseEnd > LAST_WORDS.toNanos()) {
      // it does not even take the answer
      reading.interrupt();
    }
  }

  private void begin() {
    phase = Phase.HEAD;
    phaseEnd = System.nanoTime() + headerTimeout.toNanos();
  }

  private byte @Nullable [] next() {
    byte[] bytes = ahead.next();
    refuseIfLate();
    synchronized (this) {
      if (bytes != null && phase == Phase.IDLE) {
        begin();
      }
    }
    if (bytes == null) {
      refuseIfUnfinished();
    }
    return bytes;
  }

  private byte @Nullable [] read() {
    synchronized (this) {
      refuseIfLate();
      reading = Thread.currentThread();
    }
    byte[] bytes = null;
    try {
      // where there is a choice of protocols, the first bytes were read to make it
      int before = connection.dataReader().available();
      bytes =
          before > 0 ? connection.dataReader().readBytes(before) : connection.serverSocket().get();
    } catch (UncheckedIOException e) {
      throw new ServerConnectionException("Reading from the caller failed", e);
    } finally {
      ended(bytes != null);
    }
    return bytes;
  }

  private void ended(boolean some) {
    Thread late;
    boolean interrupted;
    synchronized (this) {
      reading = null;
      silent &= !some;
      late = lastWords;
      interrupted = late != null || idleOver;
    }
    if (late != null) {
      // the caller sent something just now
      awaitQuietly(late);
    }
    if (interrupted) {
      // no interrupt may meet what this thread does next
      Thread.interrupted();
    }
    refuseIfLate();
  }

  private static void awaitQuietly(Thread late) {
    try {
      late.join(LAST_WORDS);
    } catch (InterruptedException e) {
      // it is cut off by that, too
    }
  }

  private synchronized void refuseIfLate() {
    if (lastWords != null || idleOver) {
      throw new CloseConnectionException("the request did not arrive in time");
    }
  }

  /** A request without its end gets no answer: nobody can tell what it was. */
  private synchronized void refuseIfUnfinished() {
    if (phase == Phase.HEAD || phase == Phase.BODY) {
      throw new CloseConnectionException("the caller left within its request");
    }
  }

  private void tellAndCut() {
    try {
      if (!isSilent()) {
        connection.dataWriter().writeNow(BufferData.create(answer()));
      }
    } catch (RuntimeException e) {
      // it has gone
    } finally {
      synchronized (this) {
        if (reading != null) {
          reading.interrupt();
        }
      }
    }
  }

  private synchronized boolean isSilent() {
    return silent;
  }

  private byte[] answer() {
    byte[] body =
        JsonAnswer.bytes(
            new ErrorBody(
                isBody()
                    ? late("body", bodyTimeout, "server.body-timeout-seconds")
                    : late("head", headerTimeout, "server.header-timeout-seconds")));
    String head =
        "HTTP/1.1 %d %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
            .formatted(
                Status.REQUEST_TIMEOUT_408.code(),
                Status.REQUEST_TIMEOUT_408.reasonPhrase(),
                body.length);
    return (head + new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
  }

  private synchronized boolean isBody() {
    return phase == Phase.BODY;
  }

  private static String late(String part, Duration timeout, String setting) {
    return "The %s of the request did not arrive within %s s (%s)"
        .formatted(part, timeout.toMillis() / 1000.0, setting);
  }

  @Override
  public DataReader dataReader() {
    return reader;
  }

  @Override
  public DataWriter dataWriter() {
    return writer;
  }

  @Override
  public ListenerContext listenerContext() {
    return connection.listenerContext();
  }

  @Override
  public ExecutorService executor() {
    return connection.executor();
  }

  @Override
  public Router router() {
    return connection.router();
  }

  @Override
  public Optional<ProxyProtocolData> proxyProtocolData() {
    return connection.proxyProtocolData();
  }

  @Override
  public HelidonSocket serverSocket() {
    return connection.serverSocket();
  }

  @Override
  public PeerInfo remotePeer() {
    return connection.remotePeer();
  }

  @Override
  public PeerInfo localPeer() {
    return connection.localPeer();
  }

  @Override
  public boolean isSecure() {
    return connection.isSecure();
  }

  @Override
  public String socketId() {
    return connection.socketId();
  }

  @Override
  public String childSocketId() {
    return connection.childSocketId();
  }
}
