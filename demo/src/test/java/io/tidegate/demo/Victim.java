package io.tidegate.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.demo.app.SampleApplication;
import io.tidegate.demo.app.SampleSpec;
import io.tidegate.workflows.activity.Shadow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One application with its wave, whose worker is killed somewhere on the way, and the people who
 * decide about it. Names are those of the wave, the unit, the topic and the application alike.
 */
final class Victim {
  /** What the wave is to go through. */
  enum Course {
    /** From inventory to complete. */
    FORWARD("LIVE", "COMPLETED", "target"),
    /** Rolled back by on-call while it is observed. */
    BACK("LIVE", "ROLLED_BACK", "source"),
    /** As forward, with deny entries that come and go. */
    FENCED_FORWARD("LIVE", "COMPLETED", "target"),
    /** As back, with deny entries that come and go. */
    FENCED_BACK("LIVE", "ROLLED_BACK", "source"),
    /** Rehearsed with groups of its own, while the application goes on where it is. */
    REHEARSED("REHEARSAL", "COMPLETED", "source");

    private final String mode;
    private final String end;
    private final String home;

    Course(String mode, String end, String home) {
      this.mode = mode;
      this.end = end;
      this.home = home;
    }

    boolean isTakenBack() {
      return this == BACK || this == FENCED_BACK;
    }

    private boolean isFenced() {
      return this == FENCED_FORWARD || this == FENCED_BACK;
    }
  }

  private static final int PARTITIONS = 2;
  private static final int RECORDS_PER_SECOND = 20;
  private static final int BACKLOG = 20;

  /** Larger than what a killed worker costs, so that the wave goes on. */
  static final Duration LONG_PAUSE = Duration.ofMinutes(5);

  /** What its switch may take, in the runbook's {@code within}. */
  static final Duration WITHIN = Duration.ofSeconds(20);

  private final Course course;
  private final Duration maxPause;
  private final SampleApplication application;
  private final Set<String> decided = new HashSet<>();
  private final List<String> acknowledged = new ArrayList<>();

  Victim(Course course, Duration maxPause, SampleApplication application) {
    this.course = course;
    this.maxPause = maxPause;
    this.application = application;
  }

  static SampleSpec spec(String name) {
    return new SampleSpec(
        name, name, PARTITIONS, name + "-group", false, RECORDS_PER_SECOND, BACKLOG, 0, false);
  }

  String name() {
    return application.spec().name();
  }

  Course course() {
    return course;
  }

  SampleApplication application() {
    return application;
  }

  /** As its owners would publish it. */
  String runbook(String operations) {
    return """
        runbook: v1
        name: %1$s
        title: A wave whose worker is killed
        source: legacy
        target: cloud
        replication:
          tool: mirrormaker2
          topicNames: identity
          offsetSyncs: {topic: mm2-offset-syncs.cloud.internal, on: source}
        onUnfit: stop-wave
        units:
          - unit: %1$s
            owner: payments-owners
            topics: [{source: %1$s, role: main}]
            groups:
              - group: %1$s-group
                replayWindow: {records: 0, span: PT0S}
                lagEnvelope: {records: 5000, span: PT60S}
            consumers: {via: webhook, url: "%2$s/%1$s/consumers", within: %3$s, maxPause: %4$s}
            reconcile: {via: webhook, url: "%2$s/%1$s/reconcile"}
            signals: %5$s
            %6$s
            rehearsal: {waived: a test}
            rollback: {caller: payments-oncall, authoritative: source, window: PT1H,
                       triggers: [{when: target-lag-above, records: 50000, for: PT5M, then: propose}]}
        gates:
          - {gate: go, before: quiesce, approvals: [{role: unit-owner}], expiresIn: PT1H}
          - {gate: retire-source, before: complete, approvals: [{role: unit-owner}], expiresIn: PT1H}
        observe: {for: PT4S}
        """
        .formatted(
            name(), operations, WITHIN, maxPause, Watched.signals(operations, name()), fence());
  }

  /** Its application is a super user whatever it is denied, so that only the entries are tried. */
  private String fence() {
    return course.isFenced()
        ? """
          principals: ["%s"]
              fence: deny
              freeze: {denyAlter: true}\
          """
            .formatted(principal())
        : "fence: none";
  }

  /** Whom its deny entries are about, and nobody else's are. */
  String principal() {
    return "User:" + name();
  }

  /**
   * What people do now, looking at the view: the owner approves, and the deputy with an exception
   * where the round is YELLOW; on-call takes it back.
   */
  void tend(JsonNode view, TidegateClient owner, TidegateClient deputy, TidegateClient onCall) {
    if (course.isTakenBack() && observes(view) && decided.add("rollback")) {
      onCall
          .put("/waves/" + name() + "/rollback", Map.of("reason", "the way back is tried"))
          .orFail("the rollback of " + name());
      acknowledged.add("rollback");
    }
    for (JsonNode gate : view.path("gates")) {
      String round = gate.path("gate").asText() + " " + gate.path("round").asInt();
      if (gate.path("state").asText().equals("OPEN")) {
        decide(round, gate, owner, "");
        if (gate.path("light").asText().equals("YELLOW")) {
          decide(round, gate, deputy, Watched.EXCEPTION);
        }
      }
    }
  }

  private void decide(String round, JsonNode gate, TidegateClient who, String exception) {
    String once = round + exception;
    if (!decided.contains(once)) {
      who.approve(name(), gate, "all rows " + gate.path("light").asText(), exception)
          .orFail("the approval of " + name());
      decided.add(once);
      acknowledged.add(round);
    }
  }

  private static boolean observes(JsonNode view) {
    for (JsonNode step : view.at("/units/0/steps")) {
      if (step.path("step").asText().equals("observe")) {
        return step.path("state").asText().equals("RUNNING")
            || step.path("state").asText().equals("DONE");
      }
    }
    return false;
  }

  /** What people said and were answered that it stands: {@code go 1}, or {@code rollback}. */
  List<String> acknowledged() {
    return List.copyOf(acknowledged);
  }

  /** As its wave is asked for. */
  String mode() {
    return course.mode;
  }

  /** The state that its wave closes in. */
  String end() {
    return course.end;
  }

  /** What the application's owner may be asked for, each once, in this order. */
  List<String> orders() {
    List<String> forward = List.of("STOP source", "START target");
    List<String> back = List.of("STOP target", "START source");
    return switch (course) {
      case FORWARD, FENCED_FORWARD -> forward;
      case BACK, FENCED_BACK -> Stream.concat(forward.stream(), back.stream()).toList();
      case REHEARSED -> List.of();
    };
  }

  /** The group that its wave seeds on the target. */
  String seeded() {
    String group = application.spec().group();
    return course == Course.REHEARSED ? Shadow.of(group, name()) : group;
  }

  /** The cluster that its consumers work on in the end. */
  String home() {
    return course.home;
  }
}
