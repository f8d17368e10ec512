package io.tidegate.sandbox;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * What a child JVM runs: another program's main, watched. Its standard input is a pipe from the
 * parent, which the system closes when the parent is gone, however it went; then this JVM ends at
 * once. It uses JDK classes alone, since the class path is the other program's.
 */
final class ChildMain {

  private static final int ORPHANED = 3;

  private ChildMain() {}

  /** The main class, then its arguments. */
  public static void main(String[] args) throws Throwable {
    Thread watch = new Thread(ChildMain::endWithTheParent, "end with the parent");
    watch.setDaemon(true);
    watch.start();
    try {
      Class.forName(args[0])
          .getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }

  private static void endWithTheParent() {
    try {
      while (System.in.read() >= 0) {
        // The parent says nothing; only the end of the pipe counts.
      }
    } catch (IOException e) {
      System.err.println("the pipe from the parent broke: " + e);
    }
    Runtime.getRuntime().halt(ORPHANED);
  }
}
