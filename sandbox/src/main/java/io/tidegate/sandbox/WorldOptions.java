package io.tidegate.sandbox;

import java.util.Map;

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

  public WorldOptions {
    legacyOverrides = Map.copyOf(legacyOverrides);
    cloudOverrides = Map.copyOf(cloudOverrides);
  }

  public static WorldOptions defaults() {
    return new WorldOptions(Map.of(), Map.of(), MirrorMakerOptions.defaults());
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
