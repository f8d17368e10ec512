package io.tidegate.activities;

import io.tidegate.activities.switches.Probe;
import io.tidegate.activities.switches.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One change of the world in its exact values, before it is made: what a dry run tells. */
sealed interface Action {

  /** What it does, in a word. */
  String does();

  record TakeLease(String kind, String sourceClusterId, String name) implements Action {
    @Override
    public String does() {
      return "take-lease";
    }
  }

  record ReleaseLease(String kind, String sourceClusterId, String name) implements Action {
    @Override
    public String does() {
      return "release-lease";
    }
  }

  /** A deny entry, of any host. */
  record AddAcl(String cluster, String type, String name, String principal, String operation)
      implements Action {
    @Override
    public String does() {
      return "add-acl";
    }
  }

  record RemoveAcl(String cluster, String type, String name, String principal, String operation)
      implements Action {
    @Override
    public String does() {
      return "remove-acl";
    }
  }

  record WriteSheet(String file) implements Action {
    @Override
    public String does() {
      return "write-break-glass";
    }
  }

  /**
   * A switch or a control is asked.
   *
   * @param via an address, a command of the worker, or a person
   * @param body of the POST, and the input of the command
   */
  record Ask(String via, Request body) implements Action {
    @Override
    public String does() {
      return "ask";
    }
  }

  /** The application is asked for its account. */
  record Reconcile(String via, Probe body) implements Action {
    @Override
    public String does() {
      return "reconcile";
    }
  }

  /** Some positions of a group, at most so many as one entry holds. */
  record WriteOffsets(String cluster, String group, List<Change> positions) implements Action {
    @Override
    public String does() {
      return "write-offsets";
    }
  }

  /**
   * One position.
   *
   * @param from what stands there; null where nothing does
   * @param text beside the offset
   */
  record Change(String topic, int partition, @Nullable Long from, long to, String text) {}

  /** A live wave would be refused here, and by what. */
  record Refused(String reason) implements Action {
    @Override
    public String does() {
      return "be-refused";
    }
  }
}
