package io.tidegate.api;

import io.tidegate.ledger.JournalRow;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Proofs as a worker stores them. */
final class Evidences {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private Evidences() {}

  /**
   * Stores a proof of the unit that has its wave's name, as the newest.
   *
   * @param rows of its one group, each from {@link #row}, joined by commas
   * @return its digest
   */
  static String put(Api api, String wave, String rows) {
    return putNewest(
        api,
        wave,
        """
        "groups":[{"group":"%s-group","light":"RED","targetState":"ABSENT",\
        "findings":[{"id":"partitions/x","light":"GREEN","reason":"groups"}],"partitions":[%s]}],\
        "ranges":{"%s-group":[]}"""
            .formatted(wave, rows, wave));
  }

  /**
   * The same, of a proof whose rows are in other pieces.
   *
   * @param pieces their digests, each from {@link #putPiece}
   */
  static String putFirst(Api api, String wave, List<String> pieces) {
    return putNewest(
        api,
        wave,
        """
        "pieces":["%s"],\
        "groups":[{"group":"%s-group","light":"RED","targetState":"ABSENT","findings":[]}],\
        "ranges":{}"""
            .formatted(String.join("\",\"", pieces), wave));
  }

  /** Stores a piece with some rows of the one group. */
  static String putPiece(Api api, String wave, String rows) {
    String body =
        """
        {"unit":"%s","checkedAt":"2026-11-23T08:00:00Z",\
        "groups":[{"group":"%s-group","partitions":[%s]}],"ranges":{"%s-group":[]}}"""
            .formatted(wave, wave, rows, wave);
    return api.ledger().evidence().put(body.getBytes(StandardCharsets.UTF_8));
  }

  private static String putNewest(Api api, String wave, String groups) {
    int number = COUNT.incrementAndGet();
    String body =
        """
        {"unit":"%s","light":"RED","checkedAt":"2026-11-23T08:00:00.%09dZ",\
        "source":{"clusterId":"a"},"target":{"clusterId":"b"},%s,\
        "facts":{},"scorecard":[],"waivers":[]}"""
            .formatted(wave, number, groups);
    String digest = api.ledger().evidence().put(body.getBytes(StandardCharsets.UTF_8));
    var unused =
        api.ledger()
            .journal()
            .record(
                new JournalRow(
                    wave,
                    wave,
                    "verify",
                    "proven",
                    "proven " + number,
                    "{\"evidence\":\"" + digest + "\"}"));
    return digest;
  }

  /** A row of the contract's parity JSON. */
  static String row(int partition, String verdict, String resume, String foreign) {
    return """
        {"topic":"t","partition":%d,"targetTopic":"t","targetPartition":%d,"committed":"6",\
        "resume":%s,"verdict":"%s","proof":"RANGE_AND_SUFFIX","anchor":"HEAD","obligations":[],\
        "suffixRead":"4","replay":"0","replaySpan":"PT0S","skip":"0","pending":"2",\
        "pendingAge":"PT1S","awaited":"0","aborted":"0","phantom":"0","foreign":"%s",\
        "reordered":"0","superseded":"0","candidates":[],"light":"RED","reason":"because",\
        "targetCommitted":null,"grade":null}"""
        .formatted(partition, partition, resume, verdict, foreign);
  }
}
