package io.tidegate.parity;

import java.util.List;

/** The few records on either side of the boundary, in log order, for people. */
public record Boundary(List<RecordView> source, List<RecordView> target) {
  public static final Boundary UNKNOWN = new Boundary(List.of(), List.of());

  public Boundary {
    source = List.copyOf(source);
    target = List.copyOf(target);
  }
}
