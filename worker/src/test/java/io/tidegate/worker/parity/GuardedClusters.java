package io.tidegate.worker.parity;

import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.KafkaSandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Two clusters that ask for a password and allow nothing that is not granted. {@code admin} may do
 * all, {@code auditor} what it is given.
 */
public final class GuardedClusters implements AutoCloseable {
  final KafkaSandbox legacy = start("guarded-legacy");
  final KafkaSandbox cloud = start("guarded-cloud");
  final Logs onLegacy = new Logs(properties(legacy, "admin", "admin-secret"));
  final Logs onCloud = new Logs(properties(cloud, "admin", "admin-secret"));

  public KafkaSandbox legacy() {
    return legacy;
  }

  public KafkaSandbox cloud() {
    return cloud;
  }

  public Logs onLegacy() {
    return onLegacy;
  }

  public Logs onCloud() {
    return onCloud;
  }

  private static KafkaSandbox start(String name) {
    return KafkaSandbox.start(
        name,
        Map.of(
            "listener.security.protocol.map", "CLIENT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
            "sasl.enabled.mechanisms", "PLAIN",
            "sasl.mechanism.inter.broker.protocol", "PLAIN",
            "listener.name.client.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required"
                    + " username=\"admin\" password=\"admin-secret\""
                    + " user_admin=\"admin-secret\" user_auditor=\"auditor-secret\";",
            "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            // The controller's listener, between the node and itself, knows no other name.
            "super.users", "User:admin;User:ANONYMOUS"));
  }

  static Map<String, Object> properties(KafkaSandbox cluster, String user, String password) {
    return Map.of(
        "bootstrap.servers",
        cluster.bootstrapServers(),
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\""
            + user
            + "\" password=\""
            + password
            + "\";");
  }

  /** The file that the auditor gives to the command. */
  public static Path file(Path folder, KafkaSandbox cluster, String password) throws Exception {
    return file(folder, cluster, "auditor", password);
  }

  /** The file of who may do all. */
  public Path adminFile(Path folder, KafkaSandbox cluster) throws Exception {
    return file(folder, cluster, "admin", "admin-secret");
  }

  private static Path file(Path folder, KafkaSandbox cluster, String user, String password)
      throws Exception {
    List<String> lines = new ArrayList<>();
    properties(cluster, user, password).forEach((key, value) -> lines.add(key + "=" + value));
    return Files.write(folder.resolve(cluster.name() + "-" + password + ".properties"), lines);
  }

  public static void allow(Logs on, ResourceType type, String name, AclOperation... operations)
      throws Exception {
    allow(on, "User:auditor", type, name, operations);
  }

  public static void allow(
      Logs on, String principal, ResourceType type, String name, AclOperation... operations)
      throws Exception {
    List<AclBinding> bindings = new ArrayList<>();
    for (AclOperation operation : operations) {
      bindings.add(
          new AclBinding(
              new ResourcePattern(type, name, PatternType.LITERAL),
              new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW)));
    }
    on.admin().createAcls(bindings).all().get(30, TimeUnit.SECONDS);
    Await.until(
        Logs.DEADLINE, // a broker hears of it a little later than who set it
        "the broker to see " + bindings,
        () -> on.admin().describeAcls(AclBindingFilter.ANY).values().get().containsAll(bindings));
  }

  /** Everything that a write would change, in words: what a cluster is and holds. */
  public static SortedMap<String, String> everything(Logs on) throws Exception {
    SortedMap<String, String> all = new TreeMap<>();
    Admin admin = on.admin();
    List<ConfigResource> resources = new ArrayList<>();
    List<String> topics =
        List.copyOf(admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get());
    for (TopicDescription topic : admin.describeTopics(topics).allTopicNames().get().values()) {
      all.put("topic " + topic.name(), topic.topicId() + " " + topic.partitions().size());
      resources.add(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()));
      Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
      topic
          .partitions()
          .forEach(
              info ->
                  ends.put(
                      new TopicPartition(topic.name(), info.partition()), OffsetSpec.latest()));
      admin
          .listOffsets(ends)
          .all()
          .get()
          .forEach(
              (partition, end) -> all.put("end of " + partition, String.valueOf(end.offset())));
    }
    for (GroupListing group : admin.listGroups().all().get()) {
      String offsets =
          admin
              .listConsumerGroupOffsets(group.groupId())
              .partitionsToOffsetAndMetadata()
              .get()
              .toString();
      all.put("group " + group.groupId(), group.groupState() + " " + offsets);
    }
    all.put(
        "acls",
        admin.describeAcls(AclBindingFilter.ANY).values().get().stream()
            .map(String::valueOf)
            .sorted()
            .toList()
            .toString());
    admin
        .describeCluster()
        .nodes()
        .get()
        .forEach(
            node -> resources.add(new ConfigResource(ConfigResource.Type.BROKER, node.idString())));
    Map<ConfigResource, Config> configs = admin.describeConfigs(resources).all().get();
    configs.forEach(
        (resource, config) ->
            all.put(
                "configs of " + resource,
                config.entries().stream()
                    .map(entry -> entry.name() + "=" + entry.value())
                    .sorted()
                    .toList()
                    .toString()));
    return all;
  }

  @Override
  public void close() {
    onLegacy.close();
    onCloud.close();
    legacy.close();
    cloud.close();
  }
}
