package io.tidegate.workflows;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.temporal.failure.ApplicationFailure;
import io.tidegate.parity.Light;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Done;
import io.tidegate.workflows.activity.DryRunActivities;
import io.tidegate.workflows.activity.KafkaActivities;
import io.tidegate.workflows.activity.LedgerActivities;
import io.tidegate.workflows.activity.RehearsalActivities;
import io.tidegate.workflows.activity.UndoActivities;
import io.tidegate.workflows.activity.WatchActivities;
import io.tidegate.workflows.message.MessageBody;
import io.tidegate.workflows.message.Part;
import io.tidegate.workflows.view.Scored;
import io.tidegate.workflows.view.UnitView;
import io.tidegate.workflows.view.Until;
import io.tidegate.workflows.view.ViewChange;
import io.tidegate.workflows.view.WaveView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the workflows ask of the world, remembered: every deed in its order, every record. It says
 * yes to everything until a test scripts it otherwise. It holds the real ledger's promises that the
 * workflows rest on: a stale fence is refused, an older view never overwrites a newer one, the
 * first receipt, entry and journal row of a key stand, and what was done under a key is not done
 * again.
 */
final class World
    implements LedgerActivities,
        KafkaActivities,
        DryRunActivities,
        RehearsalActivities,
        WatchActivities,
        UndoActivities {
  private static final String PRODUCERS = " with producers";
  private static final Set<String> STOPPING =
      Set.of(MessageBody.Hold.KIND, MessageBody.Rollback.KIND, MessageBody.Rollback.TRIGGERED);
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final WaveInput input;
  private final List<String> deeds = new ArrayList<>();
  private final List<String> kinds = new ArrayList<>();
  private final Set<String> unwrittenKinds = new HashSet<>();
  private final Map<String, List<String>> details = new HashMap<>();
  private final Set<String> written = new HashSet<>();
  private final Set<String> finished = new HashSet<>();
  private final Map<String, List<String>> keys = new HashMap<>();
  private final List<Entry> journal = new ArrayList<>();
  private final Map<String, Message> messages = new HashMap<>();
  private final Map<String, Receipt> receipts = new LinkedHashMap<>();
  private final Map<String, Supplier<RuntimeException>> failures = new HashMap<>();
  private final Map<String, Long> fences = new HashMap<>();
  private final Map<String, Verified> verdicts = new HashMap<>();
  private final Map<String, Rechecked> rechecks = new HashMap<>();
  private final Map<String, List<String>> worse = new HashMap<>();
  private final Map<String, List<String>> observations = new HashMap<>();
  private final Map<String, List<String>> inexact = new HashMap<>();
  private final List<String> findings = new ArrayList<>();
  private final List<String> refusedIds = new ArrayList<>();
  private @Nullable String holder;
  private @Nullable String wrongKeyAt;
  private @Nullable WaveView view;
  private final SortedMap<Integer, UnitSeen> unitViews = new TreeMap<>();
  private final Map<String, Deque<Fired>> fires = new HashMap<>();
  private final List<Notice> notices = new ArrayList<>();
  private final Map<String, Long> unreadOnTarget = new HashMap<>();
  private final Map<String, Long> unreadAfterDrain = new HashMap<>();
  private final Map<String, List<Waived>> waivers = new HashMap<>();
  private boolean targetAway;
  private final Map<String, String> slipping = new HashMap<>();
  private boolean deaf;
  private String unwritten = "";
  private final Map<String, Until> kept = new HashMap<>();
  private long version;
  private final Map<String, Conclude> concluded = new HashMap<>();
  private final Map<String, List<String>> leased = new HashMap<>();
  private final Map<String, LastRehearsal> rehearsed = new HashMap<>();

  World(WaveInput input) {
    this.input = input;
  }

  // --- script

  synchronized void message(
      String id, String kind, String subject, String body, List<String> roles) {
    messages.put(id, new Message(id, kind, subject, roles, body, Instant.EPOCH));
  }

  /**
   * The deed fails whenever it is tried, until {@link #mend}; {@code type} null is retried by the
   * server.
   */
  synchronized void fail(String deed, @Nullable String type) {
    failures.put(
        deed,
        () ->
            type == null
                ? ApplicationFailure.newFailure("cannot reach it", "Unreachable")
                : ApplicationFailure.newFailure("said no", type));
  }

  synchronized void mend(String deed) {
    failures.remove(deed);
  }

  synchronized void finds(String finding) {
    findings.add(finding);
  }

  synchronized void heldBy(String wave) {
    holder = wave;
  }

  synchronized void answersWrongly(String deed) {
    wrongKeyAt = deed;
  }

  synchronized void verdict(String unit, Light light, String decides, Scored... scorecard) {
    verdicts.put(
        unit,
        new Verified(
            "",
            "evidence",
            decides,
            light,
            false,
            light + " by script",
            List.of(scorecard),
            List.of(),
            null));
  }

  /** What a re-read finds: the digest of now, and whether pending is beyond the envelope. */
  synchronized void recheckFinds(String unit, String decides, boolean blocked, String difference) {
    rechecks.put(
        unit,
        new Rechecked(
            "",
            decides,
            blocked ? List.of("more pending than its lag envelope allows") : List.of(),
            difference.isEmpty() ? List.of() : List.of(difference)));
  }

  /** Its last rehearsal, beside what is verified from now on. */
  synchronized void wasRehearsed(String unit, LastRehearsal last) {
    rehearsed.put(unit, last);
  }

  synchronized void finalsWorse(String unit, List<String> lines) {
    worse.put(unit, lines);
  }

  /** The unit's waivers, from now on: what people decide on is then another thing. */
  synchronized void waives(String unit, String decides, List<Waived> signed) {
    waivers.put(unit, List.copyOf(signed));
    verdict(unit, Light.GREEN, decides);
  }

  synchronized void observes(String unit, String finding) {
    observations.put(unit, List.of(finding));
  }

  /** The way back of its rehearsal has this finding. */
  synchronized void goesBackWith(String unit, String finding) {
    inexact.put(unit, List.of(finding));
  }

  /** The unit's next watch ends at once with this. */
  synchronized void fires(String unit, Fired fired) {
    fires.computeIfAbsent(unit, any -> new ArrayDeque<>()).add(fired);
  }

  /** The same, of its next watch after the producers have moved. */
  synchronized void firesWithProducers(String unit, Fired fired) {
    fires(unit + PRODUCERS, fired);
  }

  /** Records that only the target has and nobody is reading. */
  synchronized void unreadOnTarget(String unit, long records) {
    unreadOnTarget.put(unit, records);
  }

  /** Whom the wave told what, as {@code event url}. */
  synchronized List<String> told() {
    return notices.stream().map(notice -> notice.event() + " " + notice.url()).toList();
  }

  synchronized Notice awaitNotice(String event) {
    await(event, () -> notices.stream().anyMatch(notice -> notice.event().equals(event)));
    return notices.stream()
        .filter(notice -> notice.event().equals(event))
        .findFirst()
        .orElseThrow();
  }

  /** Why people were told of an event, once that has been so often. */
  synchronized List<String> awaitReasons(String event, int times) {
    await(times + " times " + event, () -> reasons(event).size() >= times);
    return reasons(event);
  }

  private List<String> reasons(String event) {
    return notices.stream()
        .filter(notice -> notice.event().equals(event))
        .map(Notice::reason)
        .toList();
  }

  /**
   * From here on the wave hears nothing: its loads of messages fail, as with the ledger away, until
   * {@link #hear}.
   */
  synchronized void deafen() {
    deaf = true;
  }

  /** Until when the source keeps what the unit's anchor needs. */
  synchronized void keeps(String unit, Until until) {
    kept.put(unit, until);
  }

  /** The ledger takes no row of this fact, until it is told of another. */
  synchronized void failJournal(String fact) {
    unwritten = fact;
  }

  synchronized void hear() {
    deaf = false;
  }

  /** Of those, what the consumers have not read when they had their time for it. */
  synchronized void unreadAfterDrain(String unit, long records) {
    unreadAfterDrain.put(unit, records);
  }

  /** Nothing can be counted on the target after its producers were stopped. */
  synchronized void targetGoesAway() {
    targetAway = true;
  }

  /** The wave journals this step of the unit just before a rollback takes the unit. */
  synchronized void slipsIn(String unit, String step) {
    slipping.put(unit, step);
  }

  // --- what happened

  /** What was done to one unit, in order, less what is only read or written down. */
  synchronized List<String> deedsOf(String unit) {
    return deeds.stream()
        .filter(deed -> deed.endsWith(" " + unit))
        .map(deed -> deed.split(" ", -1)[0])
        .toList();
  }

  /** What was done to all of them, as {@code deed unit}. */
  synchronized List<String> deeds() {
    return List.copyOf(deeds);
  }

  synchronized long count(String deed) {
    return deeds.stream().filter(deed::equals).count();
  }

  /** Under which keys it was tried, in order. */
  synchronized List<String> keysOf(String deed) {
    return List.copyOf(keys.getOrDefault(deed, List.of()));
  }

  /** What was leased for the unit, such as {@code GROUP charger}. */
  synchronized List<String> leased(String unit) {
    return leased.getOrDefault(unit, List.of());
  }

  /** What was kept of the unit's rehearsal. */
  synchronized Conclude concluded(String unit) {
    return java.util.Objects.requireNonNull(concluded.get(unit), unit);
  }

  synchronized List<String> kinds() {
    return List.copyOf(kinds);
  }

  /** Of the last entry of this kind. */
  synchronized String detailOf(String kind) {
    List<String> all = detailsOf(kind);
    return all.get(all.size() - 1);
  }

  synchronized List<String> detailsOf(String kind) {
    return List.copyOf(java.util.Objects.requireNonNull(details.get(kind), kind));
  }

  synchronized List<String> refusedIds() {
    return List.copyOf(refusedIds);
  }

  /** What the rows of a step say about the whole wave. */
  synchronized List<String> told(String step) {
    return journal.stream()
        .filter(entry -> entry.unit().isEmpty() && entry.step().equals(step))
        .map(Entry::detail)
        .toList();
  }

  synchronized List<String> journalled(String unit) {
    return journal.stream().filter(entry -> entry.unit().equals(unit)).map(Entry::step).toList();
  }

  synchronized @Nullable Receipt receiptOf(String id) {
    return receipts.get(id);
  }

  /** Waits until the last saved view is so. */
  synchronized WaveView awaitView(String what, Predicate<WaveView> so) {
    await(what, () -> view != null && so.test(view));
    return java.util.Objects.requireNonNull(view);
  }

  synchronized void awaitKind(String kind) {
    await(kind, () -> kinds.contains(kind));
  }

  /** Waits until the ledger was asked in vain to take down an entry of this kind. */
  synchronized void awaitUnwritten(String kind) {
    await(kind, () -> unwrittenKinds.contains(kind));
  }

  synchronized void awaitDeed(String deed) {
    await(deed, () -> deeds.contains(deed));
  }

  synchronized Receipt awaitReceipt(String id) {
    await("a receipt of " + id, () -> receipts.containsKey(id));
    return java.util.Objects.requireNonNull(receipts.get(id));
  }

  private void await(String what, java.util.function.BooleanSupplier so) {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (!so.getAsBoolean()) {
      long leftMs = (deadline - System.nanoTime()) / 1_000_000;
      if (leftMs <= 0) {
        throw new AssertionError(
            "not within " + DEADLINE + ": " + what + "; the view is " + view + "; deeds: " + deeds);
      }
      try {
        wait(leftMs);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting for " + what, e);
      }
    }
  }

  private synchronized Done did(Call call, String deed) {
    if (!finished.contains(call.key())) {
      happened(call, deed);
      finished.add(call.key());
    }
    return new Done(key(call, deed), deed);
  }

  private synchronized void happened(Call call, String deed) {
    String named = deed + " " + call.unit();
    deeds.add(named);
    keys.computeIfAbsent(named, any -> new ArrayList<>()).add(call.key());
    notifyAll();
    Supplier<RuntimeException> failure = failures.get(named);
    if (failure != null) {
      throw failure.get();
    }
    long fence = fences.getOrDefault(call.unit(), 0L);
    boolean changes = !call.unit().isEmpty();
    if (changes && call.fence() != fence) {
      throw ApplicationFailure.newFailure(
          "fence " + call.fence() + " is stale: " + fence, "StaleFence");
    }
  }

  private String key(Call call, String deed) {
    return (deed + " " + call.unit()).equals(wrongKeyAt) ? "another call" : call.key();
  }

  // --- ledger

  @Override
  public synchronized Said loadMessages(LoadMessages call) {
    if (deaf && !call.key().contains("/rollback/")) {
      deeds.add("deaf ");
      notifyAll();
      throw ApplicationFailure.newFailure("the ledger is away", "Unreachable");
    }
    List<Message> known =
        call.ids().stream().filter(messages::containsKey).map(messages::get).toList();
    List<String> refused = call.ids().stream().filter(id -> !messages.containsKey(id)).toList();
    refusedIds.addAll(refused);
    notifyAll();
    return new Said(call.key(), known, refused);
  }

  private record UnitSeen(long version, UnitView view) {}

  @Override
  public synchronized Done record(Record call) {
    Supplier<RuntimeException> failure = failures.get("record " + call.kind());
    if (failure != null) {
      unwrittenKinds.add(call.kind());
      notifyAll();
      throw failure.get();
    }
    if (written.add(call.call().key())) {
      kinds.add(call.kind());
      details.computeIfAbsent(call.kind(), first -> new ArrayList<>()).add(call.detail());
    }
    ViewChange change = call.view();
    if (change != null) {
      change
          .units()
          .forEach(
              unit ->
                  unitViews.merge(
                      unit.place(),
                      new UnitSeen(call.version(), unit.view()),
                      (old, one) -> one.version() > old.version() ? one : old));
      if (call.version() > version || view == null) {
        version = call.version();
        view = change.wave();
      }
      view = view.withUnits(unitViews.values().stream().map(UnitSeen::view).toList());
    }
    call.receipts().forEach(receipt -> receipts.putIfAbsent(receipt.message(), receipt));
    notifyAll();
    return new Done(call.call().key(), call.kind());
  }

  @Override
  public synchronized Leased lease(Lease call) {
    String unit = call.call().unit();
    Supplier<RuntimeException> failure = failures.get("lease " + unit);
    if (failure != null) {
      throw failure.get();
    }
    if (holder != null && unit.equals(Samples.LEDGER)) {
      return new Leased(call.call().key(), 0, holder, "UNIT " + unit);
    }
    fences.putIfAbsent(unit, 1L);
    leased.put(unit, call.keys().stream().map(key -> key.kind() + " " + key.name()).toList());
    return new Leased(call.call().key(), fences.get(unit), null, null);
  }

  @Override
  public synchronized Done release(Call call) {
    deeds.add("release " + call.unit());
    notifyAll();
    return new Done(call.key(), "released");
  }

  @Override
  public synchronized Done journal(Journalled call) {
    Call about = call.call();
    if (about.step().equals(unwritten)) {
      deeds.add("unwritten " + unwritten);
      notifyAll();
      throw ApplicationFailure.newFailure("the ledger is away", "Unreachable");
    }
    if (!about.unit().isEmpty() && about.fence() != fences.getOrDefault(about.unit(), 0L)) {
      throw ApplicationFailure.newFailure("stale", "StaleFence");
    }
    if (written.add(about.key())) {
      journal.add(new Entry(about.unit(), about.step(), about.key(), about.fence(), call.detail()));
    }
    return new Done(about.key(), "journaled");
  }

  @Override
  public synchronized Journal readJournal(Call call) {
    return new Journal(call.key(), List.copyOf(journal));
  }

  @Override
  public synchronized LastView readView(Call call) {
    return new LastView(call.key(), version, view, input.digest(), input.runbook());
  }

  @Override
  public synchronized Leased takeOver(Call call) {
    String step = slipping.remove(call.unit());
    if (step != null) {
      long fence = fences.getOrDefault(call.unit(), 0L);
      journal.add(new Entry(call.unit(), step, "slipped in", fence, "{}"));
    }
    long next = fences.containsKey(call.unit()) ? fences.merge(call.unit(), 1L, Long::sum) : 0;
    return new Leased(call.key(), next, null, null);
  }

  @Override
  public synchronized Asked askRollback(AskRollback call) {
    String id = "trigger-" + call.call().key();
    message(id, "TRIGGER", "tidegate", "{\"reason\":\"" + call.reason() + "\"}", List.of());
    return new Asked(call.call().key(), java.util.Objects.requireNonNull(messages.get(id)));
  }

  @Override
  public synchronized WayBackClosed closeWayBack(CloseWayBack call) {
    List<Message> asked =
        messages.values().stream()
            .filter(said -> STOPPING.contains(said.kind()) && isOpen(said, call.heard()))
            .toList();
    if (asked.isEmpty() && written.add(call.call().key())) {
      kinds.add("way-back-closed");
    }
    notifyAll();
    return new WayBackClosed(call.call().key(), asked);
  }

  private boolean isOpen(Message said, List<Integer> heard) {
    Receipt receipt = receipts.get(said.id());
    if (receipt == null) {
      return true;
    }
    if (said.kind().equals(MessageBody.Hold.KIND) || !receipt.outcome().equals("ACCEPTED")) {
      return false;
    }
    try {
      Part part = Wire.mapper().readValue(said.body(), MessageBody.Rollback.class).part();
      return part == null || !heard.contains(part.number());
    } catch (JsonProcessingException e) {
      throw new AssertionError(said.body(), e);
    }
  }

  // --- Kafka

  @Override
  public synchronized Inventoried inventory(Call call) {
    happened(call, "inventory");
    List<UnitFound> found =
        input.runbook().units().stream()
            .map(unit -> new UnitFound(unit.unit(), leases(unit)))
            .toList();
    return new Inventoried(call.key(), List.copyOf(findings), "inventory", found);
  }

  /** As inventory names them: the unit, its groups, and the topics whose producers move. */
  private static List<LeaseKey> leases(MigrationUnit unit) {
    List<LeaseKey> leases = new ArrayList<>();
    leases.add(new LeaseKey("UNIT", "source-id", unit.unit()));
    unit.groups().forEach(group -> leases.add(new LeaseKey("GROUP", "source-id", group.group())));
    if (unit.producers() != null) {
      unit.topics()
          .forEach(topic -> leases.add(new LeaseKey("PRODUCERS", "source-id", topic.source())));
    }
    return leases;
  }

  @Override
  public Frozen freeze(Call call) {
    return new Frozen(did(call, "freeze").key(), "fingerprint", "frozen");
  }

  @Override
  public Drifted checkDrift(Judge call) {
    return new Drifted(did(call.call(), "checkDrift").key(), List.of());
  }

  @Override
  public synchronized Verified verify(Call call) {
    happened(call, "verify");
    Verified said =
        verdicts.getOrDefault(
            call.unit(),
            new Verified(
                "",
                "evidence",
                "decides",
                Light.GREEN,
                false,
                "EXACT",
                List.of(),
                List.of(),
                null));
    return new Verified(
        call.key(),
        said.evidence(),
        said.decides(),
        said.light(),
        said.blocked(),
        said.note(),
        said.scorecard(),
        List.copyOf(waivers.getOrDefault(call.unit(), List.of())),
        rehearsed.get(call.unit()));
  }

  @Override
  public synchronized Rechecked recheck(Judge call) {
    Call about = call.call();
    happened(about, "recheck");
    Verified verdict = verdicts.get(about.unit());
    Rechecked same =
        new Rechecked("", verdict == null ? "decides" : verdict.decides(), List.of(), List.of());
    Rechecked said = rechecks.getOrDefault(about.unit(), same);
    return new Rechecked(about.key(), said.decides(), said.blocking(), said.differences());
  }

  @Override
  public Done writeBreakGlass(Call call) {
    return did(call, "writeBreakGlass");
  }

  @Override
  public Done stopSource(Call call) {
    return did(call, "stopSource");
  }

  @Override
  public synchronized Anchored readAnchor(Call call) {
    return new Anchored(
        did(call, "readAnchor").key(), "anchor", "two equal reads", kept.get(call.unit()));
  }

  @Override
  public synchronized Finals resolveFinal(Judge call) {
    happened(call.call(), "resolveFinal");
    List<String> lines = worse.getOrDefault(call.call().unit(), List.of());
    return new Finals(
        call.call().key(), "finals", lines.isEmpty() ? Light.GREEN : Light.RED, lines, "resolved");
  }

  @Override
  public Done seed(Judge call) {
    return did(call.call(), "seed");
  }

  @Override
  public Done startTarget(Call call) {
    return did(call, "startTarget");
  }

  @Override
  public Done unfreeze(Call call) {
    return did(call, "unfreeze");
  }

  @Override
  public Done denyAlter(Call call) {
    return did(call, "denyAlter");
  }

  @Override
  public Done fenceSource(Call call) {
    return did(call, "fenceSource");
  }

  @Override
  public Done pauseGroupSync(Call call) {
    return did(call, "pauseGroupSync");
  }

  @Override
  public Done stopProducers(Call call) {
    return did(call, "stopProducers");
  }

  @Override
  public Done fenceProducers(Call call) {
    return did(call, "fenceProducers");
  }

  @Override
  public TailProven proveTail(Call call) {
    return new TailProven(did(call, "proveTail").key(), "tail", "proven to the tail");
  }

  @Override
  public Done stopTopics(Call call) {
    return did(call, "stopTopics");
  }

  @Override
  public Done startProducers(Call call) {
    return did(call, "startProducers");
  }

  // --- dry run

  @Override
  public Told tell(Tell call) {
    var unused = did(call.call(), "tell:" + call.deed() + ":" + call.call().key());
    return new Told(call.call().key(), 1);
  }

  // --- rehearsal

  @Override
  public synchronized Taken takePositions(Judge call) {
    happened(call.call(), "takePositions");
    List<String> unfit = worse.getOrDefault(call.call().unit(), List.of());
    return new Taken(
        call.call().key(), "positions", unfit.isEmpty() ? Light.GREEN : Light.RED, unfit, "EXACT");
  }

  @Override
  public Done seedShadows(Judge call) {
    return did(call.call(), "seedShadows");
  }

  @Override
  public Started startShadows(Call call) {
    return new Started(did(call, "startShadows").key(), List.of(), "a built-in consumer reads");
  }

  @Override
  public synchronized ReadOn readOn(Reading call) {
    Call about = call.judge().call();
    happened(about, "readOn:" + call.window());
    return new ReadOn(
        about.key(),
        "read " + call.window(),
        observations.getOrDefault(about.unit(), List.of()),
        "everything is what the source has next");
  }

  @Override
  public synchronized WentBack mapBackShadows(Judge call) {
    return new WentBack(
        did(call.call(), "mapBackShadows").key(),
        "mapped",
        inexact.getOrDefault(call.call().unit(), List.of()),
        "mapped back");
  }

  @Override
  public Done removeShadows(Call call) {
    return did(call, "removeShadows");
  }

  @Override
  public synchronized Done conclude(Conclude call) {
    happened(call.call(), "conclude");
    concluded.put(call.call().unit(), call);
    return new Done(
        call.call().key(), "rehearsal " + (call.findings().isEmpty() ? "GREEN" : "RED"));
  }

  // --- watch

  @Override
  public Done awaitSourceEmpty(Call call) {
    return did(call, "awaitSourceEmpty");
  }

  @Override
  public Done awaitTargetAssigned(Call call) {
    return did(call, "awaitTargetAssigned");
  }

  @Override
  public Done awaitFirstCommits(Judge call) {
    return did(call.call(), "awaitFirstCommits");
  }

  @Override
  public synchronized Observed observe(Observe call) {
    Call about = call.judge().call();
    happened(about, "observe");
    Deque<Fired> next = fires.getOrDefault(about.unit(), new ArrayDeque<>());
    if (!next.isEmpty()) {
      return new Observed(about.key(), "observed", List.of(), "interrupted", next.remove());
    }
    return new Observed(
        about.key(),
        "observed",
        observations.getOrDefault(about.unit(), List.of()),
        "watched",
        null);
  }

  @Override
  public Done awaitDrained(Call call) {
    return did(call, "awaitDrained");
  }

  @Override
  public Done awaitProducing(Call call) {
    return did(call, "awaitProducing");
  }

  @Override
  public synchronized Observed observeProducers(Observe call) {
    Call about = call.judge().call();
    happened(about, "observeProducers");
    Deque<Fired> next = fires.getOrDefault(about.unit() + PRODUCERS, new ArrayDeque<>());
    if (!next.isEmpty()) {
      return new Observed(about.key(), "observed", List.of(), "interrupted", next.remove());
    }
    return new Observed(about.key(), "observed producers", List.of(), "watched", null);
  }

  @Override
  public synchronized Done announce(Notice call) {
    Supplier<RuntimeException> failure = failures.get("announce " + call.url());
    if (failure != null) {
      throw failure.get();
    }
    notices.add(call);
    notifyAll();
    return new Done(call.call().key(), call.event());
  }

  // --- undo

  @Override
  public Done stopTarget(Call call) {
    return did(call, "stopTarget");
  }

  @Override
  public MappedBack mapBack(Call call) {
    return new MappedBack(did(call, "mapBack").key(), "mapped", 3, 0, "mapped back");
  }

  @Override
  public Done restoreTarget(Call call) {
    return did(call, "restoreTarget");
  }

  @Override
  public Done startSource(Call call) {
    return did(call, "startSource");
  }

  @Override
  public Done unfenceSource(Call call) {
    return did(call, "unfenceSource");
  }

  @Override
  public Done removeFreeze(Call call) {
    return did(call, "unfreeze");
  }

  @Override
  public Done resumeGroupSync(Call call) {
    return did(call, "resumeGroupSync");
  }

  @Override
  public synchronized Stranded countStranded(Call call) {
    String deed = "countStranded " + call.unit(); // it changes nothing, so under no fence
    deeds.add(deed);
    notifyAll();
    Supplier<RuntimeException> failure = failures.get(deed);
    if (failure != null) {
      throw failure.get();
    }
    long unread = unreadOnTarget.getOrDefault(call.unit(), 0L);
    List<String> lines = unread == 0 ? List.of() : List.of(call.unit() + "-0: " + unread);
    return new Stranded(call.key(), "stranded", unread + 5, unread, true, lines);
  }

  @Override
  public synchronized Stranded drainTarget(Call call) {
    happened(call, "drainTarget");
    long unread = unreadAfterDrain.getOrDefault(call.unit(), 0L);
    List<String> lines = unread == 0 ? List.of() : List.of(call.unit() + "-0: " + unread);
    return new Stranded(call.key(), "stranded", unread + 5, unread, !targetAway, lines);
  }

  @Override
  public Done startTargetProducers(Call call) {
    return did(call, "startTargetProducers");
  }

  @Override
  public Done requireSourceQuiet(Call call) {
    return did(call, "requireSourceQuiet");
  }

  @Override
  public Done stopTargetProducers(Call call) {
    return did(call, "stopTargetProducers");
  }

  @Override
  public Done startTopics(Call call) {
    return did(call, "startTopics");
  }

  @Override
  public Done unfenceProducers(Call call) {
    return did(call, "unfenceProducers");
  }

  @Override
  public Done startSourceProducers(Call call) {
    return did(call, "startSourceProducers");
  }
}
