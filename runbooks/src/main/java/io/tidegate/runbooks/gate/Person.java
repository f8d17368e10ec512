package io.tidegate.runbooks.gate;

import java.util.List;

/**
 * Who speaks.
 *
 * @param subject one person always has the same, and nobody else has it
 * @param roles at the time of speaking
 */
public record Person(String subject, List<String> roles) {
  public Person {
    if (subject.isBlank()) {
      throw new IllegalArgumentException("a person without a subject");
    }
    roles = List.copyOf(roles);
  }
}
