package io.tidegate.ledger;

import static io.tidegate.ledger.TestLedger.ALICE;
import static io.tidegate.ledger.TestLedger.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RunbooksIT {
  private final Ledger ledger = TestLedger.shared().ledger();
  private final Runbooks runbooks = ledger.runbooks();
  private final String name = TestLedger.name("runbook");

  @Test
  void aVersionStandsWithItsBytesAndItsPublisher() {
    byte[] yaml = yaml("v1  # ü\r\n");

    Put<RunbookVersion> put = publish(yaml, ALICE);

    assertThat(put).isInstanceOf(Put.Created.class);
    String digest = Evidence.digestOf(yaml);
    assertThat(runbooks.latest(name)).contains(put.standing());
    assertThat(runbooks.byDigest(digest)).contains(put.standing());
    assertThat(runbooks.list()).contains(put.standing());
    assertThat(runbooks.yaml(digest)).contains(yaml);
    assertThat(runbooks.compiled(digest)).contains(compiled(yaml));
    assertThat(runbooks.publishers(digest)).containsExactly(ALICE);
  }

  @Test
  void theSameBytesAgainAreTheSameVersion() {
    publish(yaml("v1"), ALICE);
    long entries = entries();

    assertThat(publish(yaml("v1"), ALICE)).isInstanceOf(Put.Same.class);

    assertThat(entries()).isEqualTo(entries);
  }

  @Test
  void whoPutsTheSameBytesBecomesAPublisherToo() {
    publish(yaml("v1"), ALICE);
    long entries = entries();

    assertThat(publish(yaml("v1"), BOB)).isInstanceOf(Put.Same.class);

    assertThat(runbooks.publishers(Evidence.digestOf(yaml("v1")))).containsExactly(ALICE, BOB);
    assertThat(entries()).isEqualTo(entries + 1);
  }

  @Test
  void anOlderVersionPutAgainIsCurrentAgain() {
    Put<RunbookVersion> first = publish(yaml("v1"), ALICE);
    Put<RunbookVersion> second = publish(yaml("v2"), ALICE);
    assertThat(runbooks.latest(name)).contains(second.standing());

    assertThat(publish(yaml("v1"), ALICE)).isInstanceOf(Put.Created.class);

    assertThat(runbooks.latest(name))
        .map(RunbookVersion::digest)
        .contains(first.standing().digest());
    assertThat(runbooks.yaml(second.standing().digest())).contains(yaml("v2"));
  }

  @Test
  void aDigestIsNeverUsedForOtherBytes() {
    publish(yaml("v1"), ALICE);

    assertThatThrownBy(
            () ->
                runbooks.publish(
                    name,
                    Evidence.digestOf(yaml("v1")),
                    yaml("v2"),
                    yaml("v2"),
                    ALICE,
                    TestLedger.entry("published", name)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("stands for other content, of runbook '" + name + "'");
  }

  private Put<RunbookVersion> publish(byte[] yaml, Subject by) {
    return runbooks.publish(
        name,
        Evidence.digestOf(yaml),
        yaml,
        compiled(yaml),
        by,
        TestLedger.entry("runbook-published", name));
  }

  /** Entries are counted by a wave of the runbook's name: no other test has it. */
  private long entries() {
    return ledger.entries().list(name, 0, 100).size();
  }

  private byte[] yaml(String version) {
    return ("name: " + name + "\nversion: " + version).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] compiled(byte[] yaml) {
    return ("{\"length\":" + yaml.length + "}").getBytes(StandardCharsets.UTF_8);
  }
}
