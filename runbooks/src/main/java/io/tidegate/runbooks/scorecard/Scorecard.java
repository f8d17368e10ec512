package io.tidegate.runbooks.scorecard;

import io.tidegate.parity.Light;
import java.util.ArrayList;
import java.util.List;

/**
 * All five grades of a unit, each dimension once, in their order: what is not built is said, never
 * left out.
 *
 * @param unit its name
 */
public record Scorecard(String unit, List<Score> scores) {

  /** One dimension's grade. */
  public record Score(Dimension dimension, Grade grade) {}

  public Scorecard {
    scores = List.copyOf(scores);
    if (!scores.stream().map(Score::dimension).toList().equals(List.of(Dimension.values()))) {
      throw new IllegalArgumentException(
          "the scorecard of " + unit + " has not each dimension once, in order: " + scores);
    }
  }

  /** The given grades, and {@link Grade.NotBuilt} for each dimension without one. */
  public static Scorecard of(String unit, List<Score> given) {
    List<Score> scores = new ArrayList<>();
    for (Dimension dimension : Dimension.values()) {
      List<Score> graded = given.stream().filter(score -> score.dimension() == dimension).toList();
      scores.addAll(
          graded.isEmpty() ? List.of(new Score(dimension, new Grade.NotBuilt())) : graded);
    }
    return new Scorecard(unit, scores);
  }

  /**
   * The unit's light: the worst of the dimensions that grade. None that grades is RED: nothing was
   * proven.
   */
  public Light light() {
    List<Light> lights = new ArrayList<>();
    for (Score score : scores) {
      if (score.grade() instanceof Grade.Scored scored) {
        lights.add(scored.light());
      }
    }
    return Light.worst(lights);
  }
}
