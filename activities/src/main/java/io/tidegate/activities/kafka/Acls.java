package io.tidegate.activities.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/** Deny entries of one cluster, each named whole: nothing is ever added or removed by a pattern. */
public final class Acls {
  private static final String ANY_HOST = "*";

  private static final Set<String> KAFKAS_OWN =
      Set.of(
          "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
          "kafka.security.authorizer.AclAuthorizer",
          "kafka.security.auth.SimpleAclAuthorizer");

  private final Cluster cluster;

  public Acls(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * One DENY, of one operation of one principal on one resource by its whole name, from any host.
   *
   * @param type TOPIC or GROUP
   * @param principal as {@code Type:name}
   * @param operation Kafka's name of it, such as {@code READ}
   */
  public record Deny(String type, String name, String principal, String operation) {
    public Deny {
      if (principal.endsWith(":*")) {
        throw new IllegalArgumentException(
            principal + " would be denied " + operation + ", the engine with it");
      }
    }

    /** For people. */
    public String told() {
      return "DENY %s of %s on %s %s"
          .formatted(operation, principal, type.toLowerCase(Locale.ROOT), name);
    }

    /** As Kafka has it. */
    public AclBinding binding() {
      return new AclBinding(
          new ResourcePattern(ResourceType.valueOf(type), name, PatternType.LITERAL),
          new AccessControlEntry(
              principal, ANY_HOST, AclOperation.valueOf(operation), AclPermissionType.DENY));
    }
  }

  /**
   * Whether the cluster has an authorizer that keeps ACLs, without which nothing can be denied. One
   * that denies the question is one.
   */
  public boolean areOffered() {
    try {
      standing(List.of(new Deny("TOPIC", "tidegate", "User:tidegate-nobody", "READ")));
      return true;
    } catch (KafkaDenied denied) {
      if (denied.getCause() instanceof AuthorizationException) {
        return true;
      }
      throw denied;
    } catch (KafkaRefused refused) {
      if (keepsNoAcls(refused)) {
        return false;
      }
      throw refused;
    }
  }

  /** One that is not Kafka's may offer no list of ACLs, and whatever it throws is the answer. */
  private boolean keepsNoAcls(KafkaRefused refused) {
    return refused.getCause() instanceof SecurityDisabledException
        || refused.isNotOffered()
        || decides().authorizer().filter(KAFKAS_OWN::contains).isEmpty();
  }

  /**
   * Every entry of the cluster, in one call; empty where it has no authorizer, its brokers offer no
   * ACLs at all, or its authorizer refuses to list them and is not told to be Kafka's own.
   *
   * @throws KafkaDenied without DESCRIBE on the cluster
   * @throws KafkaRefused for whatever else: nothing is known then
   */
  public Optional<List<AclBinding>> list() {
    try {
      return Optional.of(
          List.copyOf(
              cluster.await(
                  KafkaCall.onCluster("listing ACLs", "DESCRIBE"),
                  cluster.admin().describeAcls(AclBindingFilter.ANY).values())));
    } catch (KafkaRefused refused) {
      if (keepsNoAcls(refused)) {
        return Optional.empty();
      }
      throw refused;
    }
  }

  /** Who is let in to a resource that no entry is about. */
  public enum WithoutEntries {
    EVERYBODY,
    NOBODY,
    /** The cluster sets it, and its brokers hide the value. */
    HIDDEN
  }

  /**
   * Of these, the first whose resource has no entry while the cluster may let everybody in there:
   * the first DENY would lock out everybody who is no super user. A hidden setting counts as one
   * that does.
   */
  public Optional<Deny> locksOthersOut(Collection<Deny> denies) {
    if (denies.isEmpty() || withoutEntries() == WithoutEntries.NOBODY) {
      return Optional.empty();
    }
    return denies.stream().filter(deny -> !hasEntry(deny)).findFirst();
  }

  /** As the cluster's {@code allow.everyone.if.no.acl.found} says. */
  public WithoutEntries withoutEntries() {
    return decides().withoutEntries();
  }

  /**
   * What the brokers tell of how they decide.
   *
   * @param authorizer the class; empty where none is set, or the brokers hide it
   */
  public record Decides(Optional<String> authorizer, WithoutEntries withoutEntries) {
    /** The class where it is told and none of Kafka's own: what it lists need not be its rules. */
    public Optional<String> other() {
      return authorizer.filter(name -> !KAFKAS_OWN.contains(name));
    }
  }

  /**
   * As one broker's settings say now.
   *
   * @throws KafkaDenied without DESCRIBE_CONFIGS on the cluster
   */
  public Decides decides() {
    Config settings = BrokerSetting.all(cluster);
    return new Decides(
        Optional.ofNullable(settings.get("authorizer.class.name"))
            .map(ConfigEntry::value)
            .filter(name -> !name.isBlank()),
        withoutEntries(settings.get("allow.everyone.if.no.acl.found")));
  }

  private static WithoutEntries withoutEntries(@Nullable ConfigEntry set) {
    if (set == null) {
      return WithoutEntries.NOBODY;
    }
    if (set.value() == null) {
      return WithoutEntries.HIDDEN;
    }
    return Boolean.parseBoolean(set.value()) ? WithoutEntries.EVERYBODY : WithoutEntries.NOBODY;
  }

  private boolean hasEntry(Deny deny) {
    AclBindingFilter any =
        new AclBindingFilter(
            new ResourcePatternFilter(
                ResourceType.valueOf(deny.type()), deny.name(), PatternType.MATCH),
            AccessControlEntryFilter.ANY);
    return !cluster
        .await(
            call("reading what stands beside", deny, "DESCRIBE"),
            cluster.admin().describeAcls(any).values())
        .isEmpty();
  }

  /** Those that stand now. */
  public Set<Deny> standing(Collection<Deny> denies) {
    Set<Deny> standing = new HashSet<>();
    List<Deny> asked = List.copyOf(new HashSet<>(denies));
    var answers =
        asked.stream()
            .map(deny -> cluster.admin().describeAcls(deny.binding().toFilter()).values())
            .toList();
    for (int i = 0; i < asked.size(); i++) {
      if (!cluster.await(call("reading", asked.get(i), "DESCRIBE"), answers.get(i)).isEmpty()) {
        standing.add(asked.get(i));
      }
    }
    return standing;
  }

  /** Adds each; one that stands already stays. Every result is checked. */
  public void add(Collection<Deny> denies) {
    List<AclBinding> bindings = denies.stream().map(Deny::binding).toList();
    var results = cluster.admin().createAcls(bindings).values();
    for (Deny deny : denies) {
      var result = results.get(deny.binding());
      if (result == null) {
        throw new IllegalStateException("no answer about " + deny.told());
      }
      var unused = cluster.await(call("adding", deny, "ALTER"), result);
    }
  }

  /** Removes each; one that is gone already is no failure. Every result is checked. */
  public void remove(Collection<Deny> denies) {
    List<Deny> asked = new ArrayList<>(denies);
    var results =
        cluster
            .admin()
            .deleteAcls(asked.stream().map(deny -> deny.binding().toFilter()).toList())
            .values();
    for (Deny deny : asked) {
      var result = results.get(deny.binding().toFilter());
      if (result == null) {
        throw new IllegalStateException("no answer about " + deny.told());
      }
      for (var removed : cluster.await(call("removing", deny, "ALTER"), result).values()) {
        if (removed.exception() != null) {
          throw call("removing", deny, "ALTER").failure(cluster.name(), removed.exception());
        }
      }
    }
  }

  private static KafkaCall call(String verb, Deny deny, String operation) {
    return KafkaCall.onCluster(verb + " " + deny.told(), operation);
  }
}
