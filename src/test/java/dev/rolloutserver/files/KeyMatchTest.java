package dev.rolloutserver.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyMatchTest {
  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void keys_ofOnePair_belongTogether_andOthersDoNot(String kind) throws Exception {
    KeyPair pair = pair(kind);

    assertThat(KeyMatch.belongTogether(pair.getPrivate(), pair.getPublic())).isTrue();
    assertThat(KeyMatch.belongTogether(pair(kind).getPrivate(), pair.getPublic())).isFalse();
    KeyPair another = pair(kind.equals("EC") ? "RSA" : "EC");
    assertThat(KeyMatch.belongTogether(another.getPrivate(), pair.getPublic())).isFalse();
  }

  private static KeyPair pair(String kind) throws NoSuchAlgorithmException {
    return KeyPairGenerator.getInstance(kind).generateKeyPair();
  }
}
