package io.tidegate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidegate.demo.app.OperationsServer;
import io.tidegate.sandbox.KafkaCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourcePatternFilter;

/** What a dry run told through the api, against what a live wave of the same runbook then did. */
final class ToldAndDone {
  private final String live;
  private final List<ObjectNode> told = new ArrayList<>();

  /**
   * @param dryRun the wave that told
   * @param live the wave that does, whose name stands in all that it asks for
   */
  ToldAndDone(TidegateClient viewer, String dryRun, String live) {
    this.live = live;
    JsonNode page =
        viewer
            .get("/waves/" + dryRun + "/timeline?limit=200")
            .orFail("reading the timeline of " + dryRun);
    for (JsonNode entry : page.path("entries")) {
      if (entry.path("kind").asText().equals("would") && entry.path("detail").has("does")) {
        told.add(entry.path("detail").deepCopy());
      }
    }
    for (ObjectNode action : told) {
      if (action.path("body") instanceof ObjectNode body) {
        body.put("wave", live);
        body.put("idempotencyKey", renamed(body.path("idempotencyKey").asText(), dryRun));
        body.remove("fence");
      }
    }
  }

  private String renamed(String key, String dryRun) {
    return key.replaceAll("(^|/)" + dryRun + "(?=/)", "$1" + live);
  }

  /** Every request in its order, with its exact body but for the fence, which a lease gives. */
  void requireAsked(OperationsServer operations) {
    List<String> done = new ArrayList<>();
    for (OperationsServer.Request request : operations.requests()) {
      ObjectNode body = request.body().deepCopy();
      if (body.path("wave").asText().equals(live)) {
        body.remove("fence");
        done.add(request.path() + " " + body);
      }
    }
    List<String> wanted = new ArrayList<>();
    for (ObjectNode action : told) {
      if (action.has("body")) {
        String url = action.path("via").asText().replaceFirst(".*http://[^/]*", "");
        wanted.add(url + " " + action.path("body"));
      }
    }
    assertThat(done).isEqualTo(wanted).hasSize(9);
    assertThat(done.get(5)).contains("/replication", "\"action\":\"PROMOTE\"");
  }

  /** Where all that is to be denied stands: exactly what was told. */
  void requireDenied(List<KafkaCluster> clusters) throws Exception {
    assertThat(denied(clusters)).isEqualTo(told("add-acl")).hasSize(10);
  }

  /** At the end: what was told to be removed is all of it. */
  void requireAllowedAgain(List<KafkaCluster> clusters) throws Exception {
    assertThat(told("remove-acl")).isEqualTo(told("add-acl"));
    assertThat(denied(clusters)).isEmpty();
  }

  private Set<String> told(String does) {
    Set<String> entries = new TreeSet<>();
    for (ObjectNode action : told) {
      if (action.path("does").asText().equals(does)) {
        entries.add(
            String.join(
                " ",
                action.path("cluster").asText(),
                action.path("type").asText(),
                action.path("name").asText(),
                action.path("principal").asText(),
                action.path("operation").asText()));
      }
    }
    return entries;
  }

  private static Set<String> denied(List<KafkaCluster> clusters) throws Exception {
    var deny =
        new AclBindingFilter(
            ResourcePatternFilter.ANY,
            new AccessControlEntryFilter(null, null, AclOperation.ANY, AclPermissionType.DENY));
    Set<String> entries = new TreeSet<>();
    for (KafkaCluster cluster : clusters) {
      try (Admin admin = Admin.create(cluster.clientProperties())) {
        for (AclBinding entry : admin.describeAcls(deny).values().get()) {
          entries.add(
              String.join(
                  " ",
                  cluster.name(),
                  entry.pattern().resourceType().name(),
                  entry.pattern().name(),
                  entry.entry().principal(),
                  entry.entry().operation().name()));
        }
      }
    }
    return entries;
  }
}
