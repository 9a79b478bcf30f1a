package dev.rolloutserver.http;

import dev.rolloutserver.files.FileWatch;
import dev.rolloutserver.files.KeyMatch;
import dev.rolloutserver.files.UnusableFileException;
import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsClientAuth;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** The listener's side of TLS, from files that may change while it serves. */
final class ListenerTls {
  private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");
  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  /** A session that is resumed shows no certificate again: soon after a change none is left. */
  private static final int SESSION_SECONDS = 300;

  private final TlsSettings settings;
  private final ChangingIdentity identity;
  private final ChangingTrust trust;

  private ListenerTls(TlsSettings settings) {
    this.settings = settings;
    this.identity = new ChangingIdentity(readIdentity());
    this.trust = new ChangingTrust(readTrust());
  }

  /**
   * TLS by these files, and by what they will hold.
   *
   * @throws UnusableFileException if one of them cannot be used
   */
  static Tls load(TlsSettings settings, FileWatch files) {
    ListenerTls tls = new ListenerTls(settings);
    List<Path> watched = new ArrayList<>(List.of(settings.certificate(), settings.key()));
    settings.clientCa().ifPresent(watched::add);
    files.add(watched, tls::reload);
    return Tls.builder()
        .sslContext(tls.context())
        .enabledProtocols(PROTOCOLS)
        .clientAuth(settings.clientCa().isPresent() ? TlsClientAuth.REQUIRED : TlsClientAuth.NONE)
        .build();
  }

  private SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {identity}, new TrustManager[] {trust}, null);
      context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }

  /** Both or none: a certificate whose key has not come yet changes nothing. */
  private void reload() {
    X509ExtendedKeyManager newIdentity = readIdentity();
    X509ExtendedTrustManager newTrust = readTrust();
    identity.change(newIdentity);
    trust.change(newTrust);
  }

  private X509ExtendedKeyManager readIdentity() {
    List<Certificate> chain = certificates("server.tls.certificate-file", settings.certificate());
    PublicKey ofCertificate = chain.getFirst().getPublicKey();
    PrivateKey key = privateKey(ofCertificate);
    try {
      KeyStore store = emptyStore();
      store.setKeyEntry("server", key, noPassword(), chain.toArray(Certificate[]::new));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, noPassword());
      return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
    } catch (GeneralSecurityException | IOException e) {
      throw unusable("server.tls.key-file", settings.key(), "which does not fit the certificate");
    }
  }

  /** Without certificates that may have signed a caller's, none is trusted, and none asked for. */
  private X509ExtendedTrustManager readTrust() {
    List<Certificate> signers =
        settings
            .clientCa()
            .map(file -> certificates("server.tls.client-ca-file", file))
            .orElseGet(List::of);
    try {
      KeyStore store = emptyStore();
      for (int i = 0; i < signers.size(); i++) {
        store.setCertificateEntry("ca-" + i, signers.get(i));
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the certificates that were read cannot be used", e);
    }
  }

  private PrivateKey privateKey(PublicKey ofCertificate) {
    Path file = settings.key();
    String setting = "server.tls.key-file";
    try {
      Matcher pem = PRIVATE_KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
      if (!pem.find()) {
        throw unusable(setting, file, "which holds no PRIVATE KEY in PEM");
      }
      byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
      PrivateKey key =
          KeyFactory.getInstance(ofCertificate.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(encoded));
      if (!KeyMatch.belongTogether(key, ofCertificate)) {
        throw unusable(setting, file, "which is not the key of the certificate");
      }
      return key;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw unusable(setting, file, "which is not the key of the certificate");
    } catch (IOException e) {
      throw unusable(setting, file, "which cannot be read");
    }
  }

  private static List<Certificate> certificates(String setting, Path file) {
    try {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
      if (found.isEmpty()) {
        throw unusable(setting, file, "which holds no certificate in PEM");
      }
      return List.copyOf(found);
    } catch (GeneralSecurityException e) {
      throw unusable(setting, file, "which holds no certificate in PEM");
    } catch (IOException e) {
      throw unusable(setting, file, "which cannot be read");
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, noPassword());
    return store;
  }

  /** Keys in memory need none, but their store asks for one. */
  private static char[] noPassword() {
    return new char[0];
  }

  private static UnusableFileException unusable(String setting, Path file, String reason) {
    return new UnusableFileException(setting, file, reason);
  }
}
