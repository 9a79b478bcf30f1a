package dev.rolloutserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate that signs itself, and its key: as PEM files and as a store. */
public record TlsFiles(Path certificate, Path key, KeyStore store) {
  private static final char[] PASSWORD = "changeit".toCharArray();

  static TlsFiles create(Path folder, String name) throws Exception {
    return create(folder, name, "ip:127.0.0.1");
  }

  /** For others than 127.0.0.1, as keytool writes an alternative name. */
  public static TlsFiles create(Path folder, String name, String alternative) throws Exception {
    Path path = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "it",
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=" + alternative,
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                path.toString())
            .redirectErrorStream(true)
            .start();
    keytool.getInputStream().readAllBytes();
    assertThat(keytool.waitFor()).isZero();
    KeyStore store = KeyStore.getInstance(path.toFile(), PASSWORD);
    TlsFiles files =
        new TlsFiles(folder.resolve(name + ".crt"), folder.resolve(name + ".key"), store);
    files.writeTo(files.certificate, files.key);
    return files;
  }

  void writeTo(Path certificateFile, Path keyFile) throws IOException, GeneralSecurityException {
    Certificate known = store.getCertificate("it");
    Key secret = store.getKey("it", PASSWORD);
    Files.writeString(certificateFile, pem("CERTIFICATE", known.getEncoded()));
    Files.writeString(keyFile, pem("PRIVATE KEY", secret.getEncoded()));
  }

  /** What a caller needs that trusts this certificate, and shows that one. */
  SSLContext trustedBy(TlsFiles caller) throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", store.getCertificate("it"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    KeyManagerFactory identity =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    identity.init(caller.store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(identity.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static String pem(String type, byte[] content) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(type, Base64.getMimeEncoder().encodeToString(content), type);
  }
}
