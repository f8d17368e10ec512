package io.tidegate.api.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.ledger.ByDigest;
import io.tidegate.ledger.Ledger;
import io.tidegate.runbooks.Runbook;
import io.tidegate.workflows.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Compiled runbooks as the ledger keeps them and workflows get them: the JSON of {@link Wire}. */
public final class Runbooks {

  private static final ObjectMapper JSON = Wire.mapper();

  /** As many as a board of waves shows at once; each of at most half a megabyte. */
  private static final int KEPT = 64;

  private final Ledger ledger;
  private final ByDigest<Runbook> kept = new ByDigest<>(KEPT, this::read);

  public Runbooks(Ledger ledger) {
    this.ledger = ledger;
  }

  public static byte[] compile(Runbook runbook) {
    try {
      return JSON.writeValueAsBytes(runbook);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "runbook " + runbook.name() + " cannot be written as JSON", e);
    }
  }

  /** The runbook of a digest that is in the ledger. */
  public Runbook compiled(String digest) {
    return kept.of(digest);
  }

  private Runbook read(String digest) {
    byte[] body =
        ledger
            .runbooks()
            .compiled(digest)
            .orElseThrow(() -> new IllegalStateException("the ledger has no runbook " + digest));
    try {
      return JSON.readValue(body, Runbook.class);
    } catch (IOException e) {
      throw new UncheckedIOException("runbook " + digest + " of the ledger cannot be read", e);
    }
  }
}
