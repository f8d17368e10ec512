package io.tidegate.workflows.activity;

/** The names under which a rehearsal has groups of its own on the target. */
public final class Shadow {
  private static final String MARK = ".tidegate-rehearsal-";

  private Shadow() {}

  /** Of a unit or a group, in a rehearsal. */
  public static String of(String name, String wave) {
    return name + MARK + wave;
  }

  /** Whether a group is one of this rehearsal's, so that it may be removed. */
  public static boolean isOne(String group, String wave) {
    return group.endsWith(MARK + wave) && group.length() > (MARK + wave).length();
  }
}
