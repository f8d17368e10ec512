package io.tidegate.activities.proof;

import io.tidegate.parity.Calibration;
import io.tidegate.parity.Hint;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.ProvenRange;
import io.tidegate.parity.Terms;
import io.tidegate.runbooks.Position;
import io.tidegate.runbooks.Replication;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that the answer about a partition depends on, within one look at one isolation level: groups
 * that are alike in it stand at the same place on the same terms, so they have the same answer.
 *
 * @param notes where the replicator's newest note is asked for
 */
record Alike(
    PartitionPair pair,
    @Nullable Long committed,
    @Nullable Long targetCommitted,
    Calibration calibration,
    List<Hint> hints,
    Terms terms,
    @Nullable ProvenRange proven,
    Position position,
    Replication.@Nullable OffsetSyncs notes) {

  static Alike of(Piece piece, Offsets.Of offsets) {
    ProofRequest request = piece.request();
    return new Alike(
        piece.pair(),
        offsets.committed(),
        offsets.targetCommitted(),
        piece.calibration(),
        piece.hints(),
        request.terms(),
        request.proven().get(piece.pair()),
        request.position(),
        request.offsetSyncs());
  }

  /** By one of each, the others that are alike; of whom not all is known is like nobody else. */
  static IdentityHashMap<Piece, List<Piece>> byFirst(List<Piece> pieces, Offsets offsets) {
    Map<Alike, Piece> firsts = new HashMap<>();
    IdentityHashMap<Piece, List<Piece>> others = new IdentityHashMap<>();
    for (Piece piece : pieces) {
      Piece first =
          offsets.of(piece).map(known -> firsts.putIfAbsent(of(piece, known), piece)).orElse(null);
      if (first == null) {
        others.put(piece, new ArrayList<>());
      } else {
        others.getOrDefault(first, new ArrayList<>()).add(piece);
      }
    }
    return others;
  }
}
