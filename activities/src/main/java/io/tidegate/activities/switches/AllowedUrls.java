package io.tidegate.activities.switches;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The URLs that a worker may call: {@code allowedUrls} of its configuration, which a runbook cannot
 * widen.
 *
 * <p>A prefix is compared part by part, not as text: scheme, host and port must be equal and the
 * path must lie at or below the prefix's path, so that neither {@code http://payments.evil/},
 * {@code http://payments@evil/} nor {@code http://payments/ops/../admin} passes for {@code
 * http://payments/ops}. It bounds names, not addresses: what a host name resolves to is not
 * checked.
 */
public final class AllowedUrls {
  private final List<URI> prefixes;

  /**
   * @param prefixes http or https URLs without user info, query or fragment; an empty list allows
   *     nothing
   */
  public AllowedUrls(List<String> prefixes) {
    this.prefixes = prefixes.stream().map(AllowedUrls::prefix).toList();
  }

  /** Why {@code url} may not be called, in one line; empty when it may. */
  public Optional<String> refusal(String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      return Optional.of("\"" + url + "\" is not a URL: " + e.getReason());
    }
    return malformed(uri)
        .map(why -> "\"" + url + "\" is refused: " + why)
        .or(
            () ->
                prefixes.stream().anyMatch(prefix -> covers(prefix, uri))
                    ? Optional.empty()
                    : Optional.of(outside(url)));
  }

  private String outside(String url) {
    return "\"%s\" lies outside allowedUrls of the worker's configuration: %s"
        .formatted(url, prefixes);
  }

  private static URI prefix(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "allowedUrls: \"" + text + "\" is not a URL: " + e.getReason(), e);
    }
    Optional<String> malformed = malformed(uri);
    if (malformed.isPresent()) {
      throw new IllegalArgumentException("allowedUrls: \"" + text + "\": " + malformed.get());
    }
    if (uri.getRawQuery() != null) {
      throw new IllegalArgumentException(
          "allowedUrls: \"" + text + "\": a prefix ends before the query");
    }
    return uri;
  }

  private static Optional<String> malformed(URI uri) {
    String scheme = uri.getScheme();
    if (scheme == null || !(scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"))) {
      return Optional.of("the scheme must be http or https");
    }
    if (uri.getRawUserInfo() != null) {
      return Optional.of("user info in a URL is not allowed");
    }
    if (uri.getHost() == null) {
      return Optional.of("it names no host");
    }
    if (uri.getRawFragment() != null) {
      return Optional.of("a fragment is not allowed");
    }
    return climbs(uri.getRawPath())
        ? Optional.of("its path climbs or hides a separator")
        : Optional.empty();
  }

  /**
   * Servers disagree on when they decode, so an encoded dot, slash or backslash is refused rather
   * than interpreted.
   */
  private static boolean climbs(String rawPath) {
    String path = rawPath.toLowerCase(Locale.ROOT);
    if (path.contains("%2e")
        || path.contains("%2f")
        || path.contains("%5c")
        || path.contains(";")) {
      return true;
    }
    return Stream.of(path.split("/", -1))
        .anyMatch(segment -> segment.equals("..") || segment.equals("."));
  }

  private static boolean covers(URI prefix, URI uri) {
    return prefix.getScheme().equalsIgnoreCase(uri.getScheme())
        && prefix.getHost().equalsIgnoreCase(uri.getHost())
        && port(prefix) == port(uri)
        && liesBelow(prefix.getRawPath(), uri.getRawPath());
  }

  private static boolean liesBelow(String prefix, String path) {
    if (prefix.isEmpty() || prefix.equals(path)) {
      return true;
    }
    return path.startsWith(prefix.endsWith("/") ? prefix : prefix + "/");
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
  }
}
