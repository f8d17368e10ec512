package io.tidegate.worker.parity;

import java.io.PrintStream;

/**
 * Where a command writes: the answer to {@code out} and nothing else, all other words to {@code
 * err}.
 *
 * @param colours whether {@code out} is a terminal whose user wants colours
 * @param live whether {@code err} is a terminal, on which a line may be written over
 */
record Screen(PrintStream out, PrintStream err, boolean colours, boolean live) {}
