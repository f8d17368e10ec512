package io.tidegate.workflows.message;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Shape;
import io.tidegate.parity.Counts;
import java.util.ArrayList;
import java.util.List;

/**
 * The records that a waived finding is about, as {@link Counts} counts them. What is pending is not
 * among them: it comes and goes by itself, the group's lag envelope bounds it, and no waiver lifts
 * that bound.
 */
public record WaivedCounts(
    @JsonFormat(shape = Shape.STRING) long replay,
    @JsonFormat(shape = Shape.STRING) long skip,
    @JsonFormat(shape = Shape.STRING) long awaited,
    @JsonFormat(shape = Shape.STRING) long aborted,
    @JsonFormat(shape = Shape.STRING) long phantom,
    @JsonFormat(shape = Shape.STRING) long foreign,
    @JsonFormat(shape = Shape.STRING) long reordered) {

  /** Of a finding that counts no records. */
  public static final WaivedCounts NONE = new WaivedCounts(0, 0, 0, 0, 0, 0, 0);

  public static WaivedCounts of(Counts counts) {
    return new WaivedCounts(
        counts.replay(),
        counts.skip(),
        counts.awaited(),
        counts.aborted(),
        counts.phantom(),
        counts.foreign(),
        counts.reordered());
  }

  /** What has grown beyond these, for a sentence; empty where nothing has. */
  public List<String> grownTo(WaivedCounts now) {
    List<String> grown = new ArrayList<>();
    compare(grown, "replay", replay, now.replay);
    compare(grown, "skip", skip, now.skip);
    compare(grown, "awaited", awaited, now.awaited);
    compare(grown, "aborted", aborted, now.aborted);
    compare(grown, "phantom", phantom, now.phantom);
    compare(grown, "foreign", foreign, now.foreign);
    compare(grown, "reordered", reordered, now.reordered);
    return grown;
  }

  private static void compare(List<String> grown, String count, long waived, long now) {
    if (now > waived) {
      grown.add(count + " " + now + ", waived " + waived);
    }
  }
}
