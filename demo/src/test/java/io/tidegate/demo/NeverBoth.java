package io.tidegate.demo;

import io.tidegate.sandbox.World;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListGroupsOptions;

/**
 * Looks at both clusters several times a second while waves run: the group of a unit must never
 * have members on both.
 */
final class NeverBoth implements AutoCloseable {
  private static final long LOOK_EVERY_MS = 300;
  private static final int LOOKS_MIN = 10;

  private final Admin source;
  private final Admin target;
  private final List<String> groups;
  private final Set<String> both = new HashSet<>();
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private int looks;

  NeverBoth(World world, List<Victim> waves) {
    source = Admin.create(world.legacy().clientProperties());
    target = Admin.create(world.cloud().clientProperties());
    groups = waves.stream().map(wave -> wave.application().spec().group()).toList();
    var unused =
        thread.scheduleWithFixedDelay(
            this::look, LOOK_EVERY_MS, LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
  }

  /**
   * The source is looked at before and after the target: members in both looks were there between.
   */
  private synchronized void look() {
    try {
      Set<String> active = active(source);
      active.retainAll(active(target));
      if (!active.isEmpty()) {
        active.retainAll(active(source));
      }
      both.addAll(active);
      looks++;
    } catch (ExecutionException e) {
      return; // a group that nobody has used yet: the next look comes
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Set<String> active(Admin cluster) throws ExecutionException, InterruptedException {
    Set<String> active = new HashSet<>();
    for (var listing : cluster.listGroups(ListGroupsOptions.forConsumerGroups()).all().get()) {
      if (groups.contains(listing.groupId())) {
        active.add(listing.groupId());
      }
    }
    Set<String> withMembers = new HashSet<>();
    cluster
        .describeConsumerGroups(active)
        .all()
        .get()
        .forEach(
            (group, about) -> {
              if (!about.members().isEmpty()) {
                withMembers.add(group);
              }
            });
    return withMembers;
  }

  /** One line each. */
  synchronized List<String> objections() {
    List<String> objections = new ArrayList<>();
    both.forEach(group -> objections.add(group + " had members on both clusters"));
    if (looks < LOOKS_MIN) {
      objections.add("the groups' members were looked at only " + looks + " times");
    }
    return objections;
  }

  @Override
  public void close() {
    thread.shutdownNow();
    source.close();
    target.close();
  }
}
