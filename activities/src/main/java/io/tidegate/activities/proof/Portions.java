package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.proof.Windows.Through;
import io.tidegate.activities.proof.Windows.Wanted;
import io.tidegate.parity.Isolation;
import io.tidegate.runbooks.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the checks of a lot will read, portion by portion as memory allows: the next is read while
 * the one before is looked up in time and compared. Used once.
 */
final class Portions implements AutoCloseable {
  private final Cluster source;
  private final Cluster target;
  private final Isolation isolation;
  private final List<Wanted> wanted;
  private final Budget budget;
  private final SideBySide beside;
  private final Budget.Held held;
  private final List<Through> open = new ArrayList<>();
  private int begun;

  /**
   * Partitions that are read together, and what was read of them.
   *
   * @param through what they are read through
   * @param before how many of the lot were read before them
   * @param kib of memory that it holds
   */
  record Portion(List<Wanted> wanted, Through through, Windows windows, int before, int kib) {}

  Portions(
      Cluster source,
      Cluster target,
      Isolation isolation,
      List<Wanted> wanted,
      Budget budget,
      SideBySide beside) {
    this.source = source;
    this.target = target;
    this.isolation = isolation;
    this.wanted = wanted;
    this.budget = budget;
    this.beside = beside;
    this.held = budget.held();
  }

  /** Each of them, in the order asked; what is not compared by then is let go. */
  void each(Consumer<Portion> compared) {
    Supplier<Portion> next = readOn();
    while (next != null) {
      next = compare(next, compared);
    }
  }

  private @Nullable Supplier<Portion> compare(Supplier<Portion> read, Consumer<Portion> compared) {
    Portion portion = read.get();
    Supplier<Portion> next = readOn();
    List<Side> sides = List.of(Side.values());
    beside.each("clusters read further back", sides, portion.windows()::readFurtherBack);
    portion.through().close();
    open.remove(portion.through());
    if (next == null) {
      held.readNoMore();
    }
    int spare = (int) Math.max(0, portion.kib() - portion.windows().bytes() / 1024 - 1);
    held.giveBack(spare);
    compared.accept(portion);
    held.giveBack(portion.kib() - spare);
    return next;
  }

  /** Begins to read what memory holds; null where all was read. */
  private @Nullable Supplier<Portion> readOn() {
    if (begun == wanted.size()) {
      return null;
    }
    int before = begun;
    List<Wanted> portion = budget.portion(wanted.subList(before, wanted.size()));
    begun += portion.size();
    Through through = Through.of(source, target, isolation, portion);
    open.add(through);
    return beside.begin("portions read", () -> read(portion, through, before));
  }

  private Portion read(List<Wanted> portion, Through through, int before) {
    int kib = held.take(portion);
    Windows windows = new Windows(through, isolation, portion, kib * 1024L);
    beside.each("clusters read", List.of(Side.values()), windows::read);
    budget.took(windows);
    return new Portion(portion, through, windows, before, kib);
  }

  @Override
  public void close() {
    try {
      open.forEach(Through::close);
    } finally {
      held.close();
    }
  }
}
