package io.tidegate.bench;

/**
 * What a case gave.
 *
 * @param proofSeconds of each proof, {@code Prover.prove} from call to answer
 * @param floorSeconds of each floor, run right beside the proof of the same round
 * @param recordsRead by the last proof from both clusters, counted by the Kafka clients themselves
 */
record Timing(Case of, Rounds proofSeconds, Rounds floorSeconds, long recordsRead) {

  Rounds ratio() {
    return proofSeconds.over(floorSeconds);
  }
}
