package io.tidegate.runbooks;

/**
 * A connector of Kafka Connect that works on the unit's topics.
 *
 * @param cluster the side that it works on
 * @param url of the Connect worker's REST interface
 */
public record Connector(Side cluster, String url, String name) {

  /** Connect takes any text; what a URL's path cannot carry unharmed is refused here. */
  public static final String NAME = "1 to 249 of a-z A-Z 0-9 . _ -, neither . nor ..";

  public Connector {
    Require.url(url);
    Require.that(isName(name), "connector '" + name + "' is not " + NAME);
  }

  static boolean isName(String text) {
    return Names.isTopic(text);
  }
}
