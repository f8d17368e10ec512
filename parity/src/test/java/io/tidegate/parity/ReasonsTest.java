package io.tidegate.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people read of one record, and of more. */
final class ReasonsTest {
  private static List<String> of(long records) {
    return List.of(
        Reasons.awaited(records),
        Reasons.undecided(records),
        Reasons.lostOrEqual(records),
        Reasons.lost(records, lost(records), false),
        Reasons.lost(records, lost(records), true),
        Reasons.expiredTarget(records, 7, false),
        Reasons.expiredTarget(records, 7, true),
        Reasons.diverged(records, 0, null, 0),
        Reasons.diverged(0, records, 7L, 0),
        Reasons.diverged(0, 0, null, records),
        Reasons.replay(records, 80L, ""),
        Reasons.exact(Reasons.rest(records, records, records)));
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 11, 1_001})
  void severalAreInThePlural(long records) {
    assertThat(of(records))
        .allSatisfy(
            reason ->
                assertThat(reason)
                    .contains(String.valueOf(records))
                    .doesNotContainPattern("\\b" + records + " ((unread )?record\\b|is\\b|has\\b)")
                    .doesNotContainPattern("copy it |holds it |without it\\b|that was "));
  }

  @ParameterizedTest
  @ValueSource(longs = 1)
  void oneIsInTheSingular(long records) {
    assertThat(of(records))
        .allSatisfy(
            reason ->
                assertThat(reason)
                    .doesNotContainPattern("\\b1 ((unread )?records\\b|are\\b|have\\b)")
                    .doesNotContainPattern("copy them |holds them |without them\\b|that were "));
    assertThat(Reasons.lost(records, lost(records), false))
        .isEqualTo(
            "1 unread record is not on the target (source offset 80) and will not come; copy it"
                + " anew, or keep this group on the source");
    assertThat(Reasons.lost(2, lost(2), false))
        .isEqualTo(
            "2 unread records are not on the target (source offsets 80 to 81) and will not come;"
                + " copy them anew, or keep this group on the source");
  }

  /** As many in a row. */
  private static Lost lost(long records) {
    return Lost.of(List.of(new Lost.Stretch(20, 20 + records - 1, 80, 80 + records - 1)), records);
  }
}
