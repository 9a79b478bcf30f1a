package dev.rolloutserver.http;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.NullUnmarked;

/** A certificate and its key, of which each handshake takes the newest. */
@NullUnmarked // as the class that it extends
final class ChangingIdentity extends X509ExtendedKeyManager {
  private volatile X509ExtendedKeyManager newest;

  ChangingIdentity(X509ExtendedKeyManager first) {
    this.newest = first;
  }

  void change(X509ExtendedKeyManager next) {
    newest = next;
  }

  @Override
  public String[] getClientAliases(String keyType, Principal[] issuers) {
    return newest.getClientAliases(keyType, issuers);
  }

  @Override
  public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
    return newest.chooseClientAlias(keyType, issuers, socket);
  }

  @Override
  public String[] getServerAliases(String keyType, Principal[] issuers) {
    return newest.getServerAliases(keyType, issuers);
  }

  @Override
  public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return newest.chooseServerAlias(keyType, issuers, socket);
  }

  @Override
  public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
    return newest.chooseEngineServerAlias(keyType, issuers, engine);
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return newest.getCertificateChain(alias);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return newest.getPrivateKey(alias);
  }
}
