package io.tidegate.runbooks.scorecard;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.tidegate.parity.Light;
import java.util.List;

/** What is said of a unit in one dimension. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Grade.Scored.class, name = "scored"),
  @JsonSubTypes.Type(value = Grade.NotBuilt.class, name = "not-built")
})
public sealed interface Grade {

  /** It was looked at; the light is never better than the worst of its findings. */
  record Scored(Light light, List<GradedFinding> findings) implements Grade {
    public Scored {
      findings = List.copyOf(findings);
      for (GradedFinding finding : findings) {
        if (finding.light().compareTo(light) > 0) {
          throw new IllegalArgumentException(
              light + " over the " + finding.light() + " finding " + finding.id());
        }
      }
    }

    /** As bad as the worst finding; nothing looked at is RED. */
    public static Scored of(List<GradedFinding> findings) {
      return new Scored(
          Light.worst(findings.stream().map(GradedFinding::light).toList()), findings);
    }
  }

  /**
   * This build does not look at it: shown as "not built", and it grades nothing, neither for nor
   * against.
   */
  record NotBuilt() implements Grade {}
}
