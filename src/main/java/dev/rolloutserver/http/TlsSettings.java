package dev.rolloutserver.http;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Files of the listener's TLS, all PEM.
 *
 * @param certificate the server's, followed by those that signed it
 * @param key private key of the certificate, in PKCS #8
 * @param clientCa certificates of which one must have signed a caller's; without it callers need
 *     none
 */
public record TlsSettings(Path certificate, Path key, Optional<Path> clientCa) {}
