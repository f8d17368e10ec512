package io.tidegate.workflows;

import io.tidegate.runbooks.Runbook;
import java.util.List;

/**
 * What a wave is started with. YAML is parsed in the api, never in a workflow.
 *
 * @param mode LIVE, REHEARSAL or DRY_RUN
 * @param digest of the runbook's exact bytes
 * @param startedBy subject of the person who started the wave; fills no slot
 * @param publishedBy subjects of all who put this runbook digest; they fill no slot
 * @param windows when applications may be stopped and switched; none: at any time
 * @param queues prefix of the task queues
 */
public record WaveInput(
    String wave,
    String mode,
    Runbook runbook,
    String digest,
    String startedBy,
    List<String> publishedBy,
    List<Window> windows,
    String queues) {

  public WaveInput {
    publishedBy = List.copyOf(publishedBy);
    windows = List.copyOf(windows);
  }
}
