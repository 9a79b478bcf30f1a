package dev.rolloutserver;

import java.util.List;

/** Texts that a log, a label, a span or a page may trip over. */
final class HostileIds {
  static final List<String> ALL =
      List.of(
          "\"quoted\" 'and' \\back\\",
          "line\nbreak\r\n2026-01-01T00:00:00.000+0000 ERROR forged",
          "\u0000\u0001\u001b[31m\u007f\u0085",
          "\u2028 \u2029 \u202e \ufeff",
          "\ud83d\ude80\u00e4\u4f60\u597d",
          "\",\"level\":\"ERROR\",\"x\":\"",
          "a\"} 1\nrollout_requests_total{status=\"x",
          "<script>alert(1)</script>&amp;",
          "${jndi:ldap://x} %s {0} $1",
          "i".repeat(256));

  private HostileIds() {}
}
