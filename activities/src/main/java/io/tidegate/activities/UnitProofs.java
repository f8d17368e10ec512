package io.tidegate.activities;

import io.tidegate.activities.proof.GroupProof;
import io.tidegate.ledger.Evidence;
import io.tidegate.ledger.NewEvidence;
import io.tidegate.parity.Row;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Proofs of units in the ledger, written and read row by row. A proof is one piece of evidence
 * where the ledger takes it as one. Where it is too large, its rows stand in further pieces, whose
 * digests the first one has: so its own digest is still that of all of it.
 *
 * <pre>
 * one piece   {"unit",…,"groups":[{"group",…,"partitions":[…]}],"ranges":{…},"facts",…}
 * several     {"unit",…,"pieces":["sha256:…",…],"groups":[{"group",…}],"ranges":{},"facts",…}
 *             each {"unit","checkedAt","groups":[{"group","partitions":[…]}],"ranges":{…}}
 * </pre>
 */
final class UnitProofs {
  private final Evidence evidence;
  private final int maxBytes;

  UnitProofs(Evidence evidence) {
    this(evidence, Evidence.BODY_MAX_BYTES);
  }

  /**
   * @param maxBytes of a piece
   */
  UnitProofs(Evidence evidence, int maxBytes) {
    this.evidence = evidence;
    this.maxBytes = maxBytes;
  }

  /**
   * A row of a proof.
   *
   * @param group that it is of
   */
  record GroupRow(String group, Row row) {}

  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Stores a proof and returns the digest of its first piece.
   *
   * @throws IllegalArgumentException where what is not a row is too large by itself, or one row
   */
  String put(UnitProof proof) {
    NewEvidence whole = written(out -> UnitProofJson.write(proof, out));
    if (whole.fits()) {
      return evidence.put(whole);
    }
    List<GroupRow> rows = new ArrayList<>();
    for (GroupProof group : proof.groups()) {
      group.partitions().forEach(row -> rows.add(new GroupRow(group.group(), row)));
    }
    List<String> pieces = new ArrayList<>();
    halves(proof, rows, pieces);
    return evidence.put(written(out -> UnitProofJson.writeHead(proof, pieces, out)));
  }

  /** In as many pieces as it takes, in their order. */
  private void pieces(UnitProof proof, List<GroupRow> rows, List<String> pieces) {
    if (rows.isEmpty()) {
      return;
    }
    NewEvidence piece = written(out -> UnitProofJson.writePiece(proof, rows, out));
    if (piece.fits() || rows.size() == 1) {
      pieces.add(evidence.put(piece));
    } else {
      halves(proof, rows, pieces);
    }
  }

  private void halves(UnitProof proof, List<GroupRow> rows, List<String> pieces) {
    int middle = rows.size() / 2;
    pieces(proof, rows.subList(0, middle), pieces);
    pieces(proof, rows.subList(middle, rows.size()), pieces);
  }

  private NewEvidence written(Content content) {
    NewEvidence body = new NewEvidence(maxBytes);
    try {
      content.writeTo(body);
    } catch (IOException e) {
      throw new UncheckedIOException("a proof could not be written", e);
    }
    return body;
  }

  /** The proof under the digest of its first piece; refused where the ledger has not all of it. */
  UnitProof get(String digest) {
    UnitProofReader reader = new UnitProofReader();
    read(digest, reader);
    reader.pieces().forEach(piece -> read(piece, reader));
    return reader.proof();
  }

  private void read(String digest, UnitProofReader reader) {
    Evidence.Stored stored = evidence.find(digest).orElseThrow(() -> Notes.missing(digest));
    try (InputStream body = stored.open()) {
      reader.read(body);
    } catch (IOException e) {
      throw new IllegalStateException(
          "the ledger holds no readable proof under " + digest + ": " + e.getMessage(), e);
    }
  }
}
