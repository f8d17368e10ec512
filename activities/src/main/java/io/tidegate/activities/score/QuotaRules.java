package io.tidegate.activities.score;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.jspecify.annotations.Nullable;

/** The client quotas of one cluster, found as a broker finds them: the most particular wins. */
final class QuotaRules {
  static final List<String> KEYS =
      List.of(
          "producer_byte_rate",
          "consumer_byte_rate",
          "request_percentage",
          "controller_mutation_rate");

  private final Map<ClientQuotaEntity, Map<String, Double>> quotas;

  QuotaRules(Map<ClientQuotaEntity, Map<String, Double>> quotas) {
    this.quotas = Map.copyOf(quotas);
  }

  /** The names of one sort that a quota is written for. */
  Set<String> named(String type) {
    Set<String> names = new TreeSet<>();
    for (ClientQuotaEntity entity : quotas.keySet()) {
      String name = entity.entries().get(type);
      if (name != null) {
        names.add(name);
      }
    }
    return names;
  }

  /** Empty where there is no limit. */
  OptionalDouble limit(String user, String client, String key) {
    List<ClientQuotaEntity> inOrder =
        List.of(
            pair(user, client),
            pair(user, null),
            one(ClientQuotaEntity.USER, user),
            pair(null, client),
            pair(null, null),
            one(ClientQuotaEntity.USER, null),
            one(ClientQuotaEntity.CLIENT_ID, client),
            one(ClientQuotaEntity.CLIENT_ID, null));
    for (ClientQuotaEntity entity : inOrder) {
      Double limit = quotas.getOrDefault(entity, Map.of()).get(key);
      if (limit != null) {
        return OptionalDouble.of(limit);
      }
    }
    return OptionalDouble.empty();
  }

  /** A null name is the default. */
  private static ClientQuotaEntity pair(@Nullable String user, @Nullable String client) {
    Map<String, String> names = new HashMap<>();
    put(names, ClientQuotaEntity.USER, user);
    put(names, ClientQuotaEntity.CLIENT_ID, client);
    return new ClientQuotaEntity(names);
  }

  private static ClientQuotaEntity one(String type, @Nullable String name) {
    Map<String, String> names = new HashMap<>();
    put(names, type, name);
    return new ClientQuotaEntity(names);
  }

  @SuppressWarnings("NullAway") // Kafka's own form of a default is a null name
  private static void put(Map<String, String> names, String type, @Nullable String name) {
    names.put(type, name);
  }
}
