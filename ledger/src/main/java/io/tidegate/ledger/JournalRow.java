package io.tidegate.ledger;

/**
 * What is about to be done, or what is needed to undo it.
 *
 * @param kind {@code step}, {@code anchor}, … : the caller's word
 * @param key unique in the wave, without an attempt number
 */
public record JournalRow(
    String wave, String unit, String step, String kind, String key, String detailJson) {
  public JournalRow {
    Require.text("wave", wave);
    Require.text("unit", unit);
    Require.text("step", step);
    Require.text("kind", kind);
    Require.text("key", key);
    Require.storable("detail", detailJson);
  }
}
