package io.tidegate.runbooks;

import java.util.List;

/** What became of a runbook's bytes: a runbook, or everything that is wrong with them. */
public sealed interface Parsed {

  /**
   * Nothing is wrong with the language of it.
   *
   * @param digest {@code sha256:} and the hex of the file's exact bytes
   */
  record Valid(Runbook runbook, String digest) implements Parsed {}

  /** All findings at once, by position; never empty. */
  record Invalid(List<Finding> findings) implements Parsed {
    public Invalid {
      findings = List.copyOf(findings);
      Require.that(!findings.isEmpty(), "an invalid runbook has a finding");
    }
  }
}
