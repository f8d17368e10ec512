package io.tidegate.activities.score;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.activities.score.Checked.Findings;
import io.tidegate.activities.score.Checked.Gap;
import io.tidegate.activities.switches.JsonLookup;
import io.tidegate.activities.switches.JsonLookup.Answer;
import io.tidegate.runbooks.Connector;
import io.tidegate.runbooks.Dimension;
import io.tidegate.runbooks.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The state of the connectors that the unit declares, by Connect's REST interface. One of the
 * source works now; one of the target is there and waits or works.
 */
final class ConnectorStates implements Check {
  private static final String RUNNING = "RUNNING";
  private static final List<String> WAITING = List.of("PAUSED", "STOPPED");

  private final JsonLookup lookup;

  ConnectorStates(JsonLookup lookup) {
    this.lookup = lookup;
  }

  @Override
  public String name() {
    return "connectors";
  }

  @Override
  public Dimension dimension() {
    return Dimension.GOVERNANCE;
  }

  /** A connector as its worker tells of it. */
  record Seen(String name, String url, Side cluster, String state, List<String> tasks) {}

  @Override
  public Checked check(ScoreRequest asked) {
    Findings findings = new Findings();
    List<Seen> seen = new ArrayList<>();
    for (Connector connector : asked.unit().connectors()) {
      Answer answer = lookup.get(connector.url(), "connectors", connector.name(), "status");
      if (answer instanceof Answer.Found found) {
        Seen one = seen(connector, found.body());
        seen.add(one);
        judge(one, findings);
      } else if (answer instanceof Answer.Unusable unusable) {
        findings.red("connector-unreadable/" + connector.name(), unusable.why());
      } else {
        findings.red(
            "connector-missing/" + connector.name(),
            "%s has no connector %s".formatted(connector.url(), connector.name()));
      }
    }
    return Checked.of(this, findings, Map.of("connectors", seen));
  }

  private static Seen seen(Connector connector, JsonNode status) {
    List<String> tasks = new ArrayList<>();
    status.path("tasks").forEach(task -> tasks.add(task.path("state").asText("")));
    return new Seen(
        connector.name(),
        connector.url(),
        connector.cluster(),
        status.path("connector").path("state").asText(""),
        tasks);
  }

  static void judge(Seen connector, Findings findings) {
    String name = connector.name();
    if (connector.state().isEmpty()) {
      findings.red(
          "connector-unreadable/" + name, connector.url() + " tells no state of connector " + name);
      return;
    }
    boolean waits = WAITING.contains(connector.state());
    if (!waits && !connector.state().equals(RUNNING)) {
      findings.red("connector-state/" + name, "connector " + name + " is " + connector.state());
      return;
    }
    List<String> wrong =
        connector.tasks().stream()
            .filter(state -> !state.equals(RUNNING) && !(waits && WAITING.contains(state)))
            .toList();
    if (!wrong.isEmpty()) {
      findings.red(
          "connector-task/" + name,
          "connector %s has %d tasks, of which are %s"
              .formatted(name, connector.tasks().size(), wrong));
    } else if (!waits && connector.tasks().isEmpty()) {
      findings.gap(Gap.SAMPLED_EMPTY, "connector/" + name, "connector " + name + " has no task");
    } else if (waits && connector.cluster() == Side.SOURCE) {
      findings.yellow(
          "connector-state/" + name,
          "connector %s is %s on the source, where it should work"
              .formatted(name, connector.state()));
    }
  }
}
