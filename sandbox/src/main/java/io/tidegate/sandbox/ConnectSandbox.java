package io.tidegate.sandbox;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.connect.cli.ConnectStandalone;
import org.apache.kafka.connect.runtime.Connect;
import org.apache.kafka.connect.runtime.Herder;
import org.apache.kafka.connect.runtime.rest.entities.ConnectorInfo;
import org.apache.kafka.connect.runtime.standalone.StandaloneHerder;
import org.apache.kafka.connect.util.FutureCallback;

/**
 * A real Kafka Connect worker in this JVM, standalone, with its REST on a loopback port. Close it
 * before its cluster.
 */
public final class ConnectSandbox implements AutoCloseable {
  private static final String CONVERTER = "org.apache.kafka.connect.converters.ByteArrayConverter";
  private static final String CHECKPOINTS =
      "org.apache.kafka.connect.mirror.MirrorCheckpointConnector";
  private static final long CREATED_WITHIN_SECONDS = 30;

  private final Connect<StandaloneHerder> connect;
  private final ScratchDirectory scratch;

  private ConnectSandbox(Connect<StandaloneHerder> connect, ScratchDirectory scratch) {
    this.connect = connect;
    this.scratch = scratch;
  }

  /** Starts a worker of this cluster; its REST answers when this returns. */
  public static ConnectSandbox start(KafkaCluster cluster) {
    ScratchDirectory scratch = ScratchDirectory.create("connect");
    Map<String, String> properties =
        Map.of(
            "bootstrap.servers",
            cluster.bootstrapServers(),
            "key.converter",
            CONVERTER,
            "value.converter",
            CONVERTER,
            "offset.storage.file.filename",
            scratch.path().resolve("offsets").toString(),
            "listeners",
            "http://" + LoopbackPorts.freeAddress(),
            // Scanning the classpath for plugins costs ten seconds and half a gigabyte.
            "plugin.discovery",
            "service_load");
    return new ConnectSandbox(new ConnectStandalone().startConnect(properties), scratch);
  }

  /** Of its REST, without a path. */
  public String url() {
    String url = connect.rest().advertisedUrl().toString();
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  /**
   * Starts MirrorMaker's checkpoint connector with group sync, every second. It reads the offset
   * syncs that a MirrorMaker with identity names writes between these clusters.
   */
  public void startGroupSync(
      String connector, KafkaCluster source, KafkaCluster target, String groups) {
    Map<String, String> config = new HashMap<>();
    config.put("name", connector);
    config.put("connector.class", CHECKPOINTS);
    config.put("tasks.max", "1");
    config.put("source.cluster.alias", source.name());
    config.put("target.cluster.alias", target.name());
    config.put("source.cluster.bootstrap.servers", source.bootstrapServers());
    config.put("target.cluster.bootstrap.servers", target.bootstrapServers());
    config.put(
        "replication.policy.class", "org.apache.kafka.connect.mirror.IdentityReplicationPolicy");
    config.put("groups", groups);
    config.put("checkpoints.topic.replication.factor", "1");
    config.put("offset-syncs.topic.replication.factor", "1");
    config.put("emit.checkpoints.interval.seconds", "1");
    config.put("refresh.groups.interval.seconds", "1");
    config.put("sync.group.offsets.enabled", "true");
    config.put("sync.group.offsets.interval.seconds", "1");
    FutureCallback<Herder.Created<ConnectorInfo>> created = new FutureCallback<>();
    connect.herder().putConnectorConfig(connector, config, false, created);
    try {
      var unused = created.get(CREATED_WITHIN_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new SandboxException("connector " + connector + " was not created", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxException("interrupted while creating connector " + connector, e);
    }
  }

  @Override
  public void close() {
    connect.stop();
    connect.awaitStop();
    scratch.delete();
  }
}
