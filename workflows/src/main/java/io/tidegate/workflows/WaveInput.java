package io.tidegate.workflows;

import io.tidegate.runbooks.Runbook;

/**
 * What a wave is started with. YAML is parsed in the api, never in a workflow.
 *
 * @param mode LIVE; REHEARSAL and DRY_RUN are not supported yet
 * @param digest of the runbook's exact bytes
 * @param startedBy subject of the person who started the wave; fills no slot
 * @param publishedBy subject of the person who put this runbook digest; fills no slot
 * @param queues prefix of the task queues
 */
public record WaveInput(
    String wave,
    String mode,
    Runbook runbook,
    String digest,
    String startedBy,
    String publishedBy,
    String queues) {}
