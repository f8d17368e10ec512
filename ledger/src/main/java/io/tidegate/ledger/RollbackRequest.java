package io.tidegate.ledger;

/**
 * A rollback as it was asked for.
 *
 * @param number 0 for the wave's rollback; further units of a partial one take 1, 2, …
 * @param bodyJson one canonical form: two requests are the same if these strings are
 */
public record RollbackRequest(String wave, int number, String bodyJson, Subject by) {
  public RollbackRequest {
    Require.text("wave", wave);
    Require.atLeast("number", number, 0);
    Require.text("body", bodyJson);
  }
}
