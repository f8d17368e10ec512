package io.tidegate.activities.score;

import io.tidegate.activities.switches.AllowedUrls;
import io.tidegate.activities.switches.JsonLookup;
import io.tidegate.activities.switches.Signals;
import io.tidegate.runbooks.Dimension;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Every check there is. */
final class Checks {
  private Checks() {}

  static List<Check> all(AllowedUrls allowed, InstantSource clock) {
    JsonLookup lookup = new JsonLookup(allowed);
    List<Check> checks =
        new ArrayList<>(
            List.of(
                new Tolerances(),
                new OwnPositionsAttested(),
                new Canary(),
                new RealClient(),
                new TopicConfigs(),
                new BrokerOffers(),
                new AutoCreation(),
                new ReplicationHealth(),
                new SignalsHealthy(new Signals(allowed, clock)),
                new AclParity(),
                new QuotaParity(),
                new SchemaParity(lookup),
                new ConnectorStates(lookup),
                new People(),
                new RollbackTermsWritten(),
                new AnchorHeadroom(),
                new RehearsalFresh()));
    Arrays.stream(Dimension.values()).map(Attestations::new).forEach(checks::add);
    return List.copyOf(checks);
  }
}
