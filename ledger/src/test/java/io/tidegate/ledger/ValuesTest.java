package io.tidegate.ledger;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ValuesTest {
  private static final Subject ALICE = new Subject("issuer", "alice");

  @Test
  void anIssuerWithABlankIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Subject("is suer", "alice"))
        .withMessage("issuer 'is suer' has a blank: none is allowed");
  }

  @Test
  void aTextThatWouldNotComeBackAsItWasIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NewEntry("kind", null, "alice", "a\0"))
        .withMessage("detail has a NUL character: none is allowed");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NewEntry("kind", null, "alice", "\uD83C"))
        .withMessage("detail has half a surrogate pair: valid Unicode is required");
  }

  @Test
  void anEntryOverItsBoundIsRefused() {
    String detail = "x".repeat(NewEntry.DETAIL_MAX_CHARS + 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NewEntry("kind", null, "alice", detail))
        .withMessage("detail has 1048577 characters: at most 1048576 are allowed");
  }

  @Test
  void anUnknownModeIsRefused() {
    String digest = Evidence.digestOf(new byte[0]);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NewWave("wave", "{}", "demo", digest, "live", ALICE))
        .withMessage("mode is 'live': one of LIVE, REHEARSAL, DRY_RUN is allowed");
  }

  @Test
  void aBlankRoleIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new NewMessage(
                    new UUID(0, 1), "wave", Message.Kind.HOLD, "key", ALICE, List.of(" "), "{}"))
        .withMessage("role is blank: a text is required");
  }
}
