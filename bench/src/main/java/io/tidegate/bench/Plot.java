package io.tidegate.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Curves on two logarithmic axes beside a line of slope one: what lies flatter than that line grows
 * slower than linearly. Drawn as SVG with nothing but lines, dots and text.
 */
final class Plot {
  private static final int WIDTH = 500;
  private static final int HEIGHT = 340;
  private static final int LEFT = 100;
  private static final int RIGHT = 40;
  private static final int TOP = 60;
  private static final int BOTTOM = 50;
  private static final List<String> COLOURS = List.of("#0b6e99", "#c2571a");
  private static final String REFERENCE = "#999999";

  /** One curve; both coordinates are above zero. */
  record Curve(String name, List<Point> points) {
    Curve {
      points = List.copyOf(points);
      if (points.isEmpty()) {
        throw new IllegalArgumentException("curve " + name + " has no points: one or more");
      }
    }
  }

  /** A place; a logarithm must exist of both. */
  record Point(double x, double y) {
    Point {
      if (x <= 0 || y <= 0) {
        throw new IllegalArgumentException("point " + x + ", " + y + ": above zero is allowed");
      }
    }
  }

  /** One picture; the reference line goes through the last point of the first curve. */
  record Panel(String title, String xTitle, String yTitle, List<Curve> curves) {
    Panel {
      curves = List.copyOf(curves);
    }
  }

  private Plot() {}

  /** The panels in rows of two. */
  static String svg(List<Panel> panels) {
    int columns = Math.min(2, panels.size());
    int rows = (panels.size() + 1) / 2;
    StringBuilder svg = new StringBuilder();
    svg.append(
        format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
                + "font-family=\"sans-serif\" font-size=\"12\">%n",
            columns * WIDTH, rows * HEIGHT));
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
    for (int i = 0; i < panels.size(); i++) {
      svg.append(format("<g transform=\"translate(%d,%d)\">%n", i % 2 * WIDTH, i / 2 * HEIGHT));
      svg.append(new Drawing(panels.get(i)).draw()).append("</g>\n");
    }
    return svg.append("</svg>\n").toString();
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  /** One panel while it is drawn. The axes span whole powers of ten. */
  private static final class Drawing {
    private final Panel panel;
    private final int xLow;
    private final int xHigh;
    private final int yLow;
    private final int yHigh;
    private final StringBuilder svg = new StringBuilder();

    Drawing(Panel panel) {
      this.panel = panel;
      List<Point> all = panel.curves().stream().flatMap(curve -> curve.points().stream()).toList();
      this.xLow = floor(all.stream().mapToDouble(Point::x).min().orElseThrow());
      this.xHigh = ceil(all.stream().mapToDouble(Point::x).max().orElseThrow(), xLow);
      this.yLow = floor(all.stream().mapToDouble(Point::y).min().orElseThrow());
      this.yHigh = ceil(all.stream().mapToDouble(Point::y).max().orElseThrow(), yLow);
    }

    private static int floor(double value) {
      return (int) Math.floor(Math.log10(value));
    }

    private static int ceil(double value, int low) {
      return Math.max(low + 1, (int) Math.ceil(Math.log10(value)));
    }

    String draw() {
      text(LEFT, 20, "start", "#000000", panel.title());
      axes();
      reference();
      for (int i = 0; i < panel.curves().size(); i++) {
        curve(panel.curves().get(i), COLOURS.get(i % COLOURS.size()), i);
      }
      return svg.toString();
    }

    private void axes() {
      for (int power = xLow; power <= xHigh; power++) {
        double x = x(Math.pow(10, power));
        line(x, TOP, x, HEIGHT - BOTTOM, "#e5e5e5", "");
        text(x, HEIGHT - BOTTOM + 16, "middle", "#444444", tick(power));
      }
      for (int power = yLow; power <= yHigh; power++) {
        double y = y(Math.pow(10, power));
        line(LEFT, y, WIDTH - RIGHT, y, "#e5e5e5", "");
        text(LEFT - 6, y + 4, "end", "#444444", tick(power));
      }
      text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 12, "middle", "#000000", panel.xTitle());
      svg.append(
          format(
              "<text transform=\"translate(14,%d) rotate(-90)\" text-anchor=\"middle\">%s</text>%n",
              (TOP + HEIGHT - BOTTOM) / 2, panel.yTitle()));
    }

    /** Slope one through the last point of the first curve, as far as the panel goes. */
    private void reference() {
      List<Point> points = panel.curves().get(0).points();
      Point last = points.get(points.size() - 1);
      double slope = last.y() / last.x();
      double from = Math.max(Math.pow(10, xLow), Math.pow(10, yLow) / slope);
      double to = Math.min(Math.pow(10, xHigh), Math.pow(10, yHigh) / slope);
      line(x(from), y(from * slope), x(to), y(to * slope), REFERENCE, " stroke-dasharray=\"5 4\"");
      legend(panel.curves().size(), REFERENCE, "linear");
    }

    private void curve(Curve curve, String colour, int place) {
      List<String> path = new ArrayList<>();
      for (Point point : curve.points()) {
        path.add(format("%.1f,%.1f", x(point.x()), y(point.y())));
        svg.append(
            format(
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>%n",
                x(point.x()), y(point.y()), colour));
      }
      svg.append(
          format(
              "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n",
              String.join(" ", path), colour));
      legend(place, colour, curve.name());
    }

    private void legend(int place, String colour, String name) {
      double x = LEFT + place * 125;
      line(x, 38, x + 18, 38, colour, " stroke-width=\"2\"");
      text(x + 23, 42, "start", "#000000", name);
    }

    private void line(double x1, double y1, double x2, double y2, String colour, String more) {
      svg.append(
          format(
              "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"%s/>%n",
              x1, y1, x2, y2, colour, more));
    }

    private void text(double x, double y, String anchor, String colour, String said) {
      svg.append(
          format(
              "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>%n",
              x, y, anchor, colour, said));
    }

    private double x(double value) {
      return LEFT + (Math.log10(value) - xLow) / (double) (xHigh - xLow) * (WIDTH - RIGHT - LEFT);
    }

    private double y(double value) {
      return HEIGHT
          - BOTTOM
          - (Math.log10(value) - yLow) / (double) (yHigh - yLow) * (HEIGHT - BOTTOM - TOP);
    }

    private static String tick(int power) {
      return power < 0
          ? format("%." + -power + "f", Math.pow(10, power))
          : format("%,d", (long) Math.pow(10, power));
    }
  }
}
