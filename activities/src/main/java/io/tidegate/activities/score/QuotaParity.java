package io.tidegate.activities.score;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.KafkaCall;
import io.tidegate.activities.kafka.KafkaRefused;
import io.tidegate.activities.score.Checked.Findings;
import io.tidegate.runbooks.Dimension;
import io.tidegate.runbooks.Side;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;

/**
 * Whether the target throttles the unit's principals sooner than the source does: YELLOW. A looser
 * quota is no harm and stands in the evidence alone. Where the unit names no principals, everybody
 * for whom a quota is written on either side counts. Brokers too old to tell theirs are YELLOW too.
 */
final class QuotaParity implements Check {
  /** Of a principal or client that no quota names. */
  static final String ANY_OTHER = "any other";

  private static final String USER_TYPE = "User:";

  @Override
  public String name() {
    return "client-quotas";
  }

  @Override
  public Dimension dimension() {
    return Dimension.GOVERNANCE;
  }

  @Override
  public Checked check(ScoreRequest asked) {
    Findings findings = new Findings();
    Optional<QuotaRules> onSource = read(asked, Side.SOURCE, findings);
    Optional<QuotaRules> onTarget = read(asked, Side.TARGET, findings);
    if (onSource.isEmpty() || onTarget.isEmpty()) {
      return Checked.of(this, findings, Map.of("differences", "not known"));
    }
    return compared(asked, onSource.get(), onTarget.get(), findings);
  }

  Checked compared(ScoreRequest asked, QuotaRules source, QuotaRules target, Findings findings) {
    List<String> differences = new ArrayList<>();
    for (String principal : principals(asked, source, target)) {
      String mapped = asked.runbook().principalMap().getOrDefault(principal, principal);
      List<String> tighter =
          differences(source, target, user(principal), user(mapped), differences);
      if (!tighter.isEmpty()) {
        findings.yellow(
            "quota-tighter/" + principal,
            "%s is throttled sooner on the target: %s"
                .formatted(mapped, String.join(", ", tighter)));
      }
    }
    return Checked.of(this, findings, Map.of("differences", differences));
  }

  private static Set<String> principals(ScoreRequest asked, QuotaRules source, QuotaRules target) {
    Set<String> principals = new TreeSet<>(asked.unit().fences().principals());
    if (principals.isEmpty()) {
      source.named(ClientQuotaEntity.USER).forEach(user -> principals.add(USER_TYPE + user));
      target
          .named(ClientQuotaEntity.USER)
          .forEach(user -> principals.addAll(onSource(asked, USER_TYPE + user)));
      principals.add(USER_TYPE + ANY_OTHER);
    }
    return principals;
  }

  /** Who bears this name on the target: those that are mapped to it, else the one called so. */
  private static Set<String> onSource(ScoreRequest asked, String onTarget) {
    Set<String> mapped = new TreeSet<>();
    asked
        .runbook()
        .principalMap()
        .forEach(
            (from, to) -> {
              if (to.equals(onTarget)) {
                mapped.add(from);
              }
            });
    return mapped.isEmpty() ? Set.of(onTarget) : mapped;
  }

  private static String user(String principal) {
    return principal.startsWith(USER_TYPE) ? principal.substring(USER_TYPE.length()) : principal;
  }

  /** The tighter ones; all of them go to {@code told}. */
  static List<String> differences(
      QuotaRules source, QuotaRules target, String onSource, String onTarget, List<String> told) {
    Set<String> clients = new TreeSet<>(source.named(ClientQuotaEntity.CLIENT_ID));
    clients.addAll(target.named(ClientQuotaEntity.CLIENT_ID));
    clients.add(ANY_OTHER);
    List<String> tighter = new ArrayList<>();
    for (String client : clients) {
      for (String key : QuotaRules.KEYS) {
        OptionalDouble was = source.limit(onSource, client, key);
        OptionalDouble is = target.limit(onTarget, client, key);
        if (!was.equals(is)) {
          String line =
              "%s of client %s: %s on the source, %s on the target"
                  .formatted(key, client, shown(was), shown(is));
          told.add(onTarget + ": " + line);
          if (is.isPresent() && (was.isEmpty() || is.getAsDouble() < was.getAsDouble())) {
            tighter.add(line);
          }
        }
      }
    }
    return tighter;
  }

  private static String shown(OptionalDouble limit) {
    return limit.isPresent()
        ? BigDecimal.valueOf(limit.getAsDouble()).stripTrailingZeros().toPlainString()
        : "no limit";
  }

  /** Empty where brokers do not tell: Kafka's do since 2.6. */
  private static Optional<QuotaRules> read(ScoreRequest asked, Side side, Findings findings) {
    Cluster cluster = asked.cluster(side);
    try {
      return Optional.of(
          new QuotaRules(
              cluster.await(
                  KafkaCall.onCluster("reading client quotas", "DESCRIBE_CONFIGS"),
                  cluster.admin().describeClientQuotas(ClientQuotaFilter.all()).entities())));
    } catch (KafkaRefused refused) {
      if (!refused.isNotOffered()) {
        throw refused;
      }
      findings.yellow(
          "not-offered/client-quotas/" + side.word(),
          "not offered by the broker: the %s tells no client quotas; compare them by hand"
              .formatted(side.word()));
      return Optional.empty();
    }
  }
}
