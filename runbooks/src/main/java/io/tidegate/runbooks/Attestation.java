package io.tidegate.runbooks;

import java.time.Duration;

/**
 * What no machine can see and a person signs for.
 *
 * @param id names it in its unit, see {@link Names}
 * @param dimension the light that it speaks about
 * @param claim one sentence, which is what is signed
 * @param by the role that may sign it
 * @param validFor how long a signature holds
 */
public record Attestation(
    String id, Dimension dimension, String claim, String by, Duration validFor) {
  public Attestation {
    Require.name("attestation", id);
    Require.that(!claim.isBlank(), "attestation " + id + " claims nothing");
    Require.role(by);
    Require.positive("validFor of attestation " + id, validFor);
  }
}
