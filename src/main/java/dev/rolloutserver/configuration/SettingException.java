package dev.rolloutserver.configuration;

/** A configuration that cannot be used; the message names key, value and bound. */
public final class SettingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SettingException(String message) {
    super(message);
  }
}
