package io.tidegate.workflows.activity;

/**
 * A step that took place and has nothing else to tell.
 *
 * @param note one plain line for the timeline
 */
public record Done(String key, String note) implements Echo {}
