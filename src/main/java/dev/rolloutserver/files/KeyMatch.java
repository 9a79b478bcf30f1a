package dev.rolloutserver.files;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/** Whether a key and a certificate, which come in two files, belong together. */
public final class KeyMatch {
  private KeyMatch() {}

  /** Whether what this key signs is verified by the certificate's. */
  public static boolean belongTogether(PrivateKey key, PublicKey ofCertificate) {
    try {
      return verifies(ofCertificate, key);
    } catch (GeneralSecurityException e) {
      // they are not even of one kind
      return false;
    }
  }

  private static boolean verifies(PublicKey ofCertificate, PrivateKey key)
      throws GeneralSecurityException {
    String algorithm =
        switch (ofCertificate.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> ofCertificate.getAlgorithm();
        };
    byte[] text = {1, 2, 3};
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(text);
    byte[] signed = signature.sign();
    signature.initVerify(ofCertificate);
    signature.update(text);
    return signature.verify(signed);
  }
}
