package io.tidegate.activities.score;

import io.tidegate.activities.kafka.Acls;
import io.tidegate.activities.kafka.Acls.Decides;
import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.score.Checked.Findings;
import io.tidegate.runbooks.Dimension;
import io.tidegate.runbooks.Side;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.acl.AclBinding;

/**
 * Who decides what principals may do on one side. Only what Kafka's own authorizer decides can be
 * compared; of anything else a person says who may do what.
 *
 * <p>The limit: where brokers hide which authorizer they have, as some managed ones do, what they
 * list is taken for the rules of Kafka's own, and that is said.
 *
 * @param listed every entry of the cluster; empty where it lists none
 */
record Guard(Side side, Optional<List<AclBinding>> listed, Decides decides) {

  /** For the evidence. */
  record Told(String side, boolean listsAcls, String authorizer) {}

  static Guard of(Side side, Cluster cluster) {
    Acls acls = new Acls(cluster);
    return new Guard(side, acls.list(), acls.decides());
  }

  boolean canBeCompared() {
    return listed.isPresent() && decides.other().isEmpty();
  }

  List<AclBinding> entries() {
    return listed.orElse(List.of());
  }

  Told told() {
    return new Told(side.word(), listed.isPresent(), decides.authorizer().orElse("not told"));
  }

  /** Nothing of Kafka's tells who may do what there: a person has to. */
  void unguarded(ScoreRequest asked, Findings findings) {
    if (canBeCompared()) {
      return;
    }
    Optional<String> other = decides.other();
    String id = (other.isPresent() ? "other-authorizer/" : "no-authorizer/") + side.word();
    String told =
        other
            .map(
                name ->
                    "%s decides on the %s, which is none of Kafka's own authorizers: who may do what there is not known by ACLs"
                        .formatted(name, side.word()))
            .orElse(
                "the %s lists no ACLs: it has no authorizer of Kafka's, or one that refuses to list them"
                    .formatted(side.word()));
    List<Attested> signed = asked.attestedNow(Dimension.GOVERNANCE);
    if (!signed.isEmpty()) {
      findings.yellow(
          id,
          told + "; attested as " + String.join(", ", signed.stream().map(Attested::id).toList()));
    } else {
      findings.red(
          id, told + "; declare an attestation of dimension governance, and have every one signed");
    }
  }

  /** Grades nothing: it is how managed brokers are. */
  void hidden(Findings findings) {
    if (decides.authorizer().isEmpty()) {
      findings.said(
          "authorizer-hidden/" + side.word(),
          "the brokers of the %s do not tell which authorizer they have: the ACLs that they list are compared as if it was Kafka's own"
              .formatted(side.word()));
    }
  }
}
