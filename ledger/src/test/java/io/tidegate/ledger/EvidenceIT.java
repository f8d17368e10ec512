package io.tidegate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EvidenceIT {
  private static final TestLedger WORLD = TestLedger.shared();

  private final Evidence evidence = WORLD.ledger().evidence();

  @Test
  void aBodyComesBackByteForByteUnderItsDigest() {
    byte[] body = {0, 1, -1, 127, -128, 10, 13};

    String digest = evidence.put(body);

    assertThat(digest)
        .isEqualTo("sha256:fb9a83576e20bedfeac59b88cc49cae3d682208a60d504e7cd9b404a8f5118c6");
    assertThat(evidence.get(digest)).contains(body);
  }

  @Test
  void puttingABodyTwiceIsOnceAlsoAtTheSameMoment() throws Exception {
    byte[] body = TestLedger.name("body").getBytes(StandardCharsets.UTF_8);

    List<String> digests = SideBySide.run(4, thread -> evidence.put(body));

    assertThat(Set.copyOf(digests)).hasSize(1);
    assertThat(evidence.get(digests.get(0))).contains(body);
  }

  @Test
  void anUnknownDigestHasNoBody() {
    assertThat(evidence.get("sha256:" + "0".repeat(64))).isEmpty();
    assertThatThrownBy(() -> evidence.get("md5:1"))
        .hasMessage(
            "digest 'md5:1' is no digest: sha256: and 64 lowercase hex digits are required");
  }

  @Test
  void aBodyOfSeveralSlicesIsReadAsItWasPut() throws IOException {
    byte[] body = new byte[2 * EvidenceStream.SLICE_BYTES + 17];
    new Random(7).nextBytes(body);
    String digest = evidence.put(body);

    Evidence.Stored stored = evidence.find(digest).orElseThrow();
    assertThat(stored.size()).isEqualTo(body.length);
    try (InputStream read = stored.open()) {
      assertThat(read.read()).isEqualTo(body[0] & 0xff);
      assertThat(read.readAllBytes()).isEqualTo(Arrays.copyOfRange(body, 1, body.length));
      assertThat(read.read()).isEqualTo(-1);
    }
    assertThat(evidence.find("sha256:" + "0".repeat(64))).isEmpty();
  }

  @Test
  void aBodyThatIsWrittenBitByBitIsTheSameBody() {
    byte[] body = new byte[(3 << 20) + 17];
    new Random(11).nextBytes(body);
    NewEvidence written = new NewEvidence();
    written.write(body[0]);
    written.write(body, 1, (1 << 20) + 5);
    assertThat(written.digest()).isEqualTo(Evidence.digestOf(Arrays.copyOf(body, (1 << 20) + 6)));
    written.write(body, (1 << 20) + 6, body.length - (1 << 20) - 6);

    String digest = evidence.put(written);

    assertThat(written.size()).isEqualTo(body.length);
    assertThat(digest).isEqualTo(Evidence.digestOf(body));
    assertThat(evidence.get(digest)).contains(body);
    assertThat(evidence.put(written)).as("once more, as by a second attempt").isEqualTo(digest);
  }

  @Test
  void whatIsBeyondTheLimitIsRefusedWhole() {
    NewEvidence written = new NewEvidence(4);
    written.write(new byte[] {1, 2, 3, 4}, 0, 4);
    assertThat(written.fits()).isTrue();

    written.write(5);

    assertThat(written.fits()).isFalse();
    assertThatThrownBy(() -> evidence.put(written))
        .hasMessage("evidence of 5 bytes: at most 4 are allowed");
    assertThatThrownBy(() -> evidence.put(new byte[Evidence.BODY_MAX_BYTES + 1]))
        .hasMessage("evidence of 67108865 bytes: at most 67108864 are allowed");
    assertThatThrownBy(() -> new NewEvidence(Evidence.BODY_MAX_BYTES + 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theDatabaseRefusesABodyUnderAnotherDigest() {
    assertThatThrownBy(
            () ->
                WORLD
                    .application()
                    .useHandle(
                        handle ->
                            handle.execute(
                                "INSERT INTO evidence (digest, body) VALUES (?, ?)",
                                Evidence.digestOf(new byte[] {1, 2, 3}),
                                new byte[] {4})))
        .hasMessageContaining("evidence_check");
  }
}
