package dev.rolloutserver.configuration;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/** The address of a server. What may be a secret in a wrong one is not shown. */
record WebAddress() implements ValueType<URI> {
  private static final int MAX_PORT = 65_535;

  @Override
  public String rule() {
    return "an http or https URL with a host, without user, query and fragment";
  }

  @Override
  public Optional<URI> read(String text) {
    try {
      URI uri = new URI(text.replaceAll("/+$", ""));
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      boolean valid =
          (scheme.equals("http") || scheme.equals("https"))
              && uri.getHost() != null
              && uri.getPort() <= MAX_PORT
              && uri.getRawUserInfo() == null
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null;
      return valid
          ? Optional.of(URI.create(scheme + uri.toString().substring(scheme.length())))
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  @Override
  public URI require(String text) {
    return read(text)
        .orElseThrow(() ->
            new BrokenRule(" is " + BrokenRule.quote(masked(text)), ", but must be " + rule()));
  }

  @Override
  public String write(URI value) {
    return value.toString();
  }

  private static String masked(String text) {
    int user = text.lastIndexOf('@') + 1;
    String rest = text.substring(user).replaceAll("(?s)[?#].*", "****");
    return user == 0 ? rest : "****@" + rest;
  }
}
