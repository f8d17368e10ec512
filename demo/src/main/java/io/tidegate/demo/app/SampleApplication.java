package io.tidegate.demo.app;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One sample application: steady traffic, a consumer, and its own account. Its operators switch
 * producer and consumer apart; the numbers of its records go on wherever it writes.
 */
public final class SampleApplication implements Operated, AutoCloseable {
  private final SampleSpec spec;
  private final Map<String, Map<String, Object>> clients;
  private final Account account;
  private @Nullable Traffic traffic;
  private @Nullable Consumption consumption;
  private String writingFailed = "";

  /**
   * @param clients Kafka client properties of {@code source} and {@code target}
   */
  public SampleApplication(SampleSpec spec, Map<String, Map<String, Object>> clients) {
    this.spec = spec;
    this.clients = Map.copyOf(clients);
    this.account = new Account(spec.partitions());
  }

  public SampleSpec spec() {
    return spec;
  }

  @Override
  public String name() {
    return spec.name();
  }

  @Override
  public boolean asynchronous() {
    return spec.asynchronous();
  }

  public Account account() {
    return account;
  }

  @Override
  public synchronized Duration producing() {
    return traffic == null ? Duration.ZERO : traffic.took();
  }

  @Override
  public Account.Stand stand() {
    return account.stand();
  }

  /**
   * Leaves a backlog, starts the consumer on the source at the beginning of its topic, then the
   * steady traffic.
   */
  public synchronized void open() {
    Traffic first = new Traffic(spec, account, "source", client("source"));
    traffic = first;
    first.backlog(spec.backlogPerPartition());
    commitBeginning();
    startConsumers("source");
    first.start();
  }

  /** Its history on the source: it has committed the beginning of every partition. */
  private void commitBeginning() {
    try (Admin admin = Admin.create(client("source"))) {
      Map<TopicPartition, OffsetAndMetadata> begin = new HashMap<>();
      for (int p = 0; p < spec.partitions(); p++) {
        begin.put(new TopicPartition(spec.topic(), p), new OffsetAndMetadata(0));
      }
      admin.alterConsumerGroupOffsets(spec.group(), begin).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot commit the beginning for group " + spec.group(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public synchronized void startConsumers(String cluster) {
    if (consumption != null && !consumption.cluster().equals(cluster)) {
      throw new IllegalStateException(
          spec.name() + " consumes on " + consumption.cluster() + "; stop it there first");
    }
    if (consumption == null) {
      account.starting();
      consumption = Consumption.start(spec, account, cluster, client(cluster));
    }
  }

  @Override
  public synchronized void stopConsumers(String cluster) {
    if (consumption != null && consumption.cluster().equals(cluster)) {
      Consumption running = consumption;
      consumption = null;
      running.stop();
    }
  }

  @Override
  public synchronized void startProducers(String cluster) {
    if (traffic != null && !traffic.cluster().equals(cluster)) {
      throw new IllegalStateException(
          spec.name() + " writes to the " + traffic.cluster() + "; stop it there first");
    }
    if (traffic == null) {
      Traffic starting = new Traffic(spec, account, cluster, client(cluster));
      starting.start();
      traffic = starting;
    }
  }

  @Override
  public synchronized void stopProducers(String cluster) {
    if (traffic != null && traffic.cluster().equals(cluster)) {
      endTraffic();
    }
  }

  private void endTraffic() {
    Traffic ending = traffic;
    if (ending != null) {
      traffic = null;
      ending.close();
      writingFailed = writingFailed.isEmpty() ? ending.failure() : writingFailed;
    }
  }

  /** Ends the traffic and lets the consumer work off its backlog at full speed. */
  public synchronized void drain() {
    endTraffic();
    if (consumption != null) {
      consumption.catchUp();
    }
  }

  @Override
  public synchronized String failure() {
    String writing = traffic == null ? writingFailed : writingFailed + traffic.failure();
    String consuming = consumption == null ? "" : consumption.failure();
    return writing.isEmpty() ? consuming : writing;
  }

  private Map<String, Object> client(String cluster) {
    Map<String, Object> client = clients.get(cluster);
    if (client == null) {
      throw new IllegalArgumentException(
          "unknown cluster '" + cluster + "'; allowed: source, target");
    }
    return client;
  }

  @Override
  public synchronized void close() {
    endTraffic();
    stopConsumers("source");
    stopConsumers("target");
  }
}
