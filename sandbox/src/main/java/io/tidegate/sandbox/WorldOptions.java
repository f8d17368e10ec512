package io.tidegate.sandbox;

import java.util.Map;
import java.util.TreeMap;

/**
 * How the parts of a {@link World} are set up.
 *
 * @param legacyOverrides broker settings of the source cluster
 * @param cloudOverrides broker settings of the target cluster
 */
public record WorldOptions(
    Map<String, String> legacyOverrides,
    Map<String, String> cloudOverrides,
    MirrorMakerOptions mirrorMaker) {

  private static final Map<String, String> AUTHORIZER =
      Map.of(
          "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
          "super.users", "User:ANONYMOUS");

  public WorldOptions {
    legacyOverrides = Map.copyOf(legacyOverrides);
    cloudOverrides = Map.copyOf(cloudOverrides);
  }

  public static WorldOptions defaults() {
    return new WorldOptions(Map.of(), Map.of(), MirrorMakerOptions.defaults());
  }

  /**
   * With Kafka's own authorizer on both clusters, of which every client here is a super user: there
   * are ACLs to look at, and they keep nobody out.
   */
  public WorldOptions withAuthorizer() {
    return new WorldOptions(
        and(legacyOverrides, AUTHORIZER), and(cloudOverrides, AUTHORIZER), mirrorMaker);
  }

  private static Map<String, String> and(Map<String, String> some, Map<String, String> more) {
    Map<String, String> both = new TreeMap<>(some);
    both.putAll(more);
    return both;
  }

  public WorldOptions withLegacyOverrides(Map<String, String> settings) {
    return new WorldOptions(settings, cloudOverrides, mirrorMaker);
  }

  public WorldOptions withCloudOverrides(Map<String, String> settings) {
    return new WorldOptions(legacyOverrides, settings, mirrorMaker);
  }

  public WorldOptions withMirrorMaker(MirrorMakerOptions options) {
    return new WorldOptions(legacyOverrides, cloudOverrides, options);
  }
}
