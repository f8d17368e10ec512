package io.tidegate.workflows.activity;

/**
 * A result that names the call it answers. Replay compares the types and ids of commands, never
 * their payloads, so the step runner compares this key with the one it sent and fails the workflow
 * task when they differ.
 */
public interface Echo {
  String key();
}
